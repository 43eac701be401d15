/** A14: where one is signed in, and ending it. With and without the script. */
import type { Page } from "@playwright/test";
import { expect, people, test } from "../support/test.ts";

test.use({ start: "demo", copy: "sessions" });

const at = (path: string) => `/a/nordic-freight/${path}`;
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

for (const javaScriptEnabled of [true, false]) {
  const who = javaScriptEnabled ? "anna" : "bo";

  test(`one session is ended, and all others (${javaScriptEnabled ? "with" : "without"} the script)`, async ({ visit, password, problems }) => {
    problems.allow(/status of 401/);
    if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
    const signIn = async (page: Page) => {
      await page.goto("/sign-in");
      await page.getByLabel("Email address").fill(people[who]);
      await page.getByLabel("Password", { exact: true }).fill(password(who));
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).not.toHaveURL(/sign-in/);
      return page;
    };
    const mine = await signIn(await visit({ javaScriptEnabled }));
    const office = await signIn(await visit({ javaScriptEnabled, userAgent: firefox }));
    const mobile = await signIn(await visit({ javaScriptEnabled, userAgent: phone }));
    await mine.goto(at("profile/security"));
    const rows = mine.locator(".sessions__one");
    await expect(rows).toHaveCount(3);
    await expect(rows.first()).toContainText("Chrome on ");
    await expect(rows.first()).toContainText("this one");
    await expect(rows.first().getByRole("button")).toHaveCount(0);
    await expect(rows.filter({ hasText: "Firefox on Windows" })).toContainText("From 127.0.0.1");

    // What is open there notices: the page is refused at its next step.
    await mine.getByRole("button", { name: "End Firefox on Windows" }).click();
    await expect(said(mine, "The session was ended.")).toBeVisible();
    await expect(rows).toHaveCount(2);
    await office.goto(at("profile"));
    await expect(office).toHaveURL(/\/sign-in\?next=/);
    await mobile.goto(at("profile"));
    await expect(mobile.getByRole("heading", { name: "My Profile" })).toBeVisible();

    await signIn(office);
    await mine.getByRole("button", { name: "End all other sessions" }).click();
    await expect(said(mine, "All your other sessions were ended.")).toBeVisible();
    await expect(rows).toHaveCount(1);
    for (const ended of [office, mobile]) {
      await ended.goto(at("profile"));
      await expect(ended).toHaveURL(/\/sign-in\?next=/);
    }
    await mine.goto(at("profile/history"));
    await expect(mine.getByRole("main")).toContainText("Own sessions ended");
  });
}
