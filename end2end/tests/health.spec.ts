/** The server says that it lives. */
import { expect, test } from "../support/test.ts";

test("/healthz answers", async ({ request }) => {
  const answer = await request.get("/healthz");
  expect(answer.status()).toBe(200);
});
