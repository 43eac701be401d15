/** Without a mail server, mail lands in a mailbox that the operator reads in the browser. */
import { expect, people, test } from "../support/test.ts";

test.use({ start: "demo", copy: "mailbox" });

for (const javaScriptEnabled of [true, false]) {
  test(`mail is read in the mailbox, with JavaScript ${javaScriptEnabled ? "on" : "off"}`, async ({ visit }) => {
    const page = await visit({ javaScriptEnabled });
    await page.goto("/forgotten");
    await page.getByLabel("Email address").fill(people.eva);
    await page.getByRole("button", { name: "Send instructions" }).click();
    await expect(page.getByRole("heading", { name: "Look at your mail" })).toBeVisible();

    const newest = page.getByRole("listitem").filter({ hasText: `to ${people.eva}` });
    await expect(async () => {
      await page.goto("/dev/mailbox");
      await expect(newest).toHaveCount(javaScriptEnabled ? 1 : 2, { timeout: 1000 });
    }).toPass();
    await newest.first().getByRole("link").click();
    await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: /choose-password/ }).click();
    await expect(page.getByRole("button", { name: "Set new password" })).toBeVisible();
  });
}

test("the mailbox and a mail are accessible and fit on a phone", async ({ page, expectAccessible }) => {
  await page.goto("/dev/mailbox");
  await page.getByRole("listitem").first().getByRole("link").click();
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});
