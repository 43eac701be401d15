/**
 * Starts the real server on a free port with a data directory of its own, and ends it again.
 *
 * `PORTICO_BIN` names the binary and `PORTICO_SITE` the browser's files; `cargo xtask test` sets both.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** One way to sign in to the demo account. */
export interface DemoLogin {
  email: string;
  password: string;
  /** Who this is, for example the holder or a member of one group. */
  who: string;
}

export interface ServerOptions {
  /** Load the demo account before the server starts. */
  demo?: boolean;
  /** Further environment variables for the server. */
  env?: Record<string, string>;
}

export interface Server {
  /** The address that people use, without a slash at the end. */
  url: string;
  /** The directory with everything that the server keeps. */
  data: string;
  /** The demo account's logins; empty without `demo`. */
  logins: DemoLogin[];
  /** What the server has written so far, both outputs together. */
  output(): string;
  /** Ends the server by a signal and starts it again on the same data and address. */
  restart(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** Loading the demo account and starting a database take their time on a small machine. */
const READY_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 20_000;

/** Starts a server and waits until it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const directory = await mkdtemp(join(tmpdir(), "portico-e2e-"));
  // The server hands its database to another user when it runs as root; that user must be able to pass through.
  await chmod(directory, 0o755);
  const data = join(directory, "data");
  const env = { ...environment(), ...options.env };

  let written = "";
  let child: ChildProcess | undefined;
  const start = async () => {
    const serve = ["serve", "--listen", `127.0.0.1:${port}`, "--data", data, "--public-url", url];
    child = spawn(required("PORTICO_BIN"), serve, { env, stdio: ["ignore", "pipe", "pipe"] });
    child.on("error", (error) => (written += `${error}\n`));
    child.stdout?.on("data", (chunk) => (written += chunk));
    child.stderr?.on("data", (chunk) => (written += chunk));
    await ready(child, url, () => written);
  };
  const restart = async (signal: "SIGTERM" | "SIGKILL") => {
    if (child) await end(child, signal);
    await start();
  };
  const stop = async () => {
    if (child) await end(child, "SIGTERM");
    await rm(directory, { recursive: true, force: true });
  };

  try {
    let logins: DemoLogin[] = [];
    if (options.demo) {
      const template = await demoTemplate();
      await promisify(execFile)("cp", ["-a", join(template, "data"), data]);
      logins = (JSON.parse(await readFile(join(template, CREDENTIALS), "utf8")) as { logins: DemoLogin[] }).logins;
    }
    await start();
    return { url, data, logins, output: () => written, restart, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const CREDENTIALS = "credentials.json";

/** A directory for what is made once for the whole run, and its end. The configuration's `globalSetup`. */
export default async function shareOneDirectory(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), "portico-e2e-shared-"));
  await chmod(directory, 0o755);
  process.env[SHARED] = directory;
  return () => rm(directory, { recursive: true, force: true });
}

const SHARED = "E2E_SHARED_DIRECTORY";

/** The demo accounts, loaded once: the first worker that needs them makes them, the others wait for it. */
async function demoTemplate(): Promise<string> {
  const template = join(required(SHARED), "demo");
  const done = join(template, "done");
  const failed = join(template, "failed");
  const isFirst = await mkdir(template).then(() => true, () => false);
  if (isFirst) {
    await chmod(template, 0o755);
    const args = ["demo", "--data", join(template, "data"), "--credentials-file", join(template, CREDENTIALS)];
    try {
      await promisify(execFile)(required("PORTICO_BIN"), args, { env: environment() });
    } catch (error) {
      await writeFile(failed, String(error));
      throw error;
    }
    await writeFile(done, "");
    return template;
  }
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (await exists(done)) return template;
    if (await exists(failed)) throw new Error(`The demo could not be loaded: ${await readFile(failed, "utf8")}`);
    await sleep(100);
  }
  throw new Error(`The demo was not loaded within ${READY_WITHIN_MS / 1000} s`);
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}

async function ready(child: ChildProcess, url: string, output: () => string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new Error(`The server ended before it was ready:\n${output()}`);
    }
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`The server was not ready within ${READY_WITHIN_MS / 1000} s:\n${output()}`);
}

/** Asks the process to end, so that it stops its own database too, and insists when it does not. */
async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  const insist = setTimeout(() => child.kill("SIGKILL"), STOPPED_WITHIN_MS);
  await ended;
  clearTimeout(insist);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No free port");
  return address.port;
}

/** The environment without what would configure the server, such as a developer's own database. */
function environment(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([name]) => name !== "DATABASE_URL" && !name.startsWith("PORTICO_"));
  return { ...Object.fromEntries(ours), PORTICO_SITE: required("PORTICO_SITE") };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; start the tests with \`make e2e\`.`);
  return value;
}
