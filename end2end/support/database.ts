/** Changes what a server keeps behind its back: for what is set up where no page or command of the test's own does it. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Server } from "./server.ts";

/** Runs a statement in the server's private database, as its owner. */
export async function sql(server: Server, statement: string): Promise<void> {
  const lines = (await readFile(join(server.data, "postgres", "postmaster.pid"), "utf8")).split("\n");
  // PostgreSQL's documentation, "postmaster.pid": the port and the socket's directory.
  const [port, socket] = [lines[3]!.trim(), lines[4]!.trim()];
  const connection = ["-h", socket, "-p", port, "-U", "portico", "portico"];
  await promisify(execFile)("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, ...connection]);
}
