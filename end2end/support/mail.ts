/** A real mail server for the browser tests: what Portico sends arrives here over SMTP and is read as a mail program reads it. */
import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A mail as its reader sees it. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The addresses in the text, in order. */
  links: string[];
}

export class PostOffice {
  readonly #server: SMTPServer;
  readonly #arrived: Mail[] = [];
  #waiting: (() => void)[] = [];

  constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          this.#take(Buffer.concat(chunks), session.envelope.rcptTo.map(({ address }) => address)).then(() => done(), done);
        });
      },
    });
  }

  async #take(raw: Buffer, recipients: string[]): Promise<void> {
    const { subject = "", text = "", html = "" } = await PostalMime.parse(raw);
    const links = text.match(/https?:\/\/\S+/g) ?? [];
    for (const to of recipients) this.#arrived.push({ to, subject, text, html, links });
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Listens on a free port; gives the address for `PORTICO_SMTP_URL`. */
  async open(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.on("error", reject);
      this.#server.listen(0, "127.0.0.1", resolve);
    });
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  /** The next mail to somebody, each given once; waits for it. */
  async next(to: string, within = 20_000): Promise<Mail> {
    const deadline = Date.now() + within;
    for (;;) {
      const at = this.#arrived.findIndex((mail) => mail.to === to);
      const [mail] = at < 0 ? [] : this.#arrived.splice(at, 1);
      if (mail) return mail;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`No mail to ${to} within ${within / 1000} s`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => (clearTimeout(timer), resolve()));
      });
    }
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
