/** A3, A13: mailing lists are chosen in My Profile, and left by one request from a mail program. */
import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, people, test } from "../support/test.ts";

test.use({ start: "demo", copy: "lists", mail: true });

const lists = "/a/nordic-freight/profile/mailing-lists";

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`lists are chosen, ${how}`, async ({ visit, expectAccessible, problems }) => {
    if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
    const page = await visit({ as: "bo", javaScriptEnabled });
    await page.goto("/a/nordic-freight/profile");
    await page.getByRole("link", { name: "Mailing lists" }).click();
    await expect(page.getByText(`They are sent to ${people.bo}.`)).toBeVisible();
    const box = page.getByLabel("Release notes");
    await box.check();
    await page.getByRole("button", { name: "Save mailing lists" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Your mailing lists were saved." })).toBeVisible();
    await expect(box).toBeChecked();
    if (javaScriptEnabled) await expectAccessible(page);
    await box.uncheck();
    await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === "POST"),
      page.getByRole("button", { name: "Save mailing lists" }).click(),
    ]);
    await page.goto(lists);
    await expect(box).not.toBeChecked();
  });
}

test("a list mail is left by the link in it, without signing in", async ({ visit, post, server, request }) => {
  const page = await visit({ as: "jon" });
  await page.goto(lists);
  const box = page.getByLabel("Product news");
  await box.check();
  await page.getByRole("button", { name: "Save mailing lists" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Your mailing lists were saved." })).toBeVisible();

  const file = join(await mkdtemp(join(tmpdir(), "portico-list-")), "news.txt");
  await writeFile(file, "Gates open faster.\n\nScales weigh more.\n");
  const args = ["list", "send", "--data", server.data, "--list", "product-news", "--subject", "News of November", file];
  await promisify(execFile)(process.env.PORTICO_BIN!, args);
  const mail = await post.office.next(people.jon);
  expect(mail.text).toContain("Gates open faster.");
  const link = mail.links.find((address) => address.includes("/unsubscribe/"))!;

  // Whoever only looks changes nothing.
  const anybody = await visit();
  await anybody.goto(link);
  await expect(anybody.getByRole("button", { name: "Unsubscribe" })).toBeVisible();
  await page.goto(lists);
  await expect(box).toBeChecked();
  // A mail program sends a POST without a session and without saying where it comes from (RFC 8058).
  for (let times = 0; times < 2; times++) {
    const answer = await request.post(link, { form: { "List-Unsubscribe": "One-Click" } });
    expect(answer.status()).toBe(200);
  }
  await page.goto(lists);
  await expect(box).not.toBeChecked();
  await anybody.reload();
  await expect(anybody.getByRole("heading", { name: "You have unsubscribed from Product news" })).toBeVisible();
});
