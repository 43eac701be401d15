/** What a test sets up in the server's private database, where there is no page for it. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Server } from "./server.ts";

/** Runs a statement as the owner of the tables. `values` are `:'a'`, `:'b'` … in it. */
export async function sql(server: Server, statement: string, ...values: string[]): Promise<void> {
  const lines = (await readFile(join(server.data, "postgres", "postmaster.pid"), "utf8")).split("\n");
  // PostgreSQL's documentation, "postmaster.pid": the port and the socket's directory.
  const [port, socket] = [lines[3]!.trim(), lines[4]!.trim()];
  const variables = values.flatMap((value, at) => ["-v", `${String.fromCharCode(97 + at)}=${value}`]);
  const connection = ["-h", socket, "-p", port, "-U", "portico", "portico"];
  const psql = promisify(execFile)("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", ...variables, ...connection]);
  psql.child.stdin!.end(statement);
  await psql;
}

/** Gives a user of Nordic Freight these account-wide roles and no others. */
export function giveRoles(server: Server, handle: string, roles: readonly string[]): Promise<void> {
  return sql(
    server,
    `update users set roles = string_to_array(:'b', ',') where handle = :'a'
     and account_id = (select id from accounts where slug = 'nordic-freight');`,
    handle,
    roles.join(","),
  );
}
