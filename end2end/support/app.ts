/** An authenticator app: the codes of a key (RFC 6238: six digits, thirty seconds, SHA-1). */
import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export class App {
  readonly #key: Buffer;
  /** The step of the last code that was given: Portico takes none twice. */
  #last = 0;

  /** Of a key as a page shows it: base 32 in groups of four. */
  constructor(key: string) {
    const bits = [...key.replaceAll(/\s/g, "")].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
    this.#key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  }

  /** A code that is right now and was not given before: the present one, then the next; later ones are waited for. */
  async code(): Promise<string> {
    const present = () => Math.floor(Date.now() / 30_000);
    const step = Math.max(present(), this.#last + 1);
    // Portico takes the code of the next step too, and no later one.
    while (step > present() + 1) await new Promise((resolve) => setTimeout(resolve, 250));
    this.#last = step;
    return this.at(step);
  }

  /** The code of a step. */
  at(step: number): string {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const hash = createHmac("sha1", this.#key).update(counter).digest();
    const offset = hash[19]! & 15;
    return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
  }
}
