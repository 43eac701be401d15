/** A4, A5, A6, A15: Authorized Logins as their holder sees them, and what each single role opens. */
import type { Page } from "@playwright/test";
import { expect, people, test } from "../support/test.ts";

test.use({ start: "demo", copy: "logins", mail: true, viewport: { width: 1280, height: 1400 } });

const at = (path: string) => `/a/nordic-freight/${path}`;
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });
const row = (page: Page, name: string) => page.getByRole("row").filter({ has: page.getByRole("rowheader").filter({ hasText: name }) });
const typed = "seven lamps under the harbour";

/** Waits for a dialog until it takes what is typed: with the script it is modal. */
async function dialog(page: Page, name: string, javaScriptEnabled: boolean) {
  if (javaScriptEnabled) await expect(page.locator("dialog:modal")).toBeVisible();
  return page.getByRole("dialog", { name }).or(page.getByRole("alertdialog", { name }));
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`a login is added, accepts, changes and is removed, ${how}`, async ({ visit, post, problems }) => {
    problems.allow(/status of (403|422)/);
    if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
    const page = await visit({ as: "eva", javaScriptEnabled });
    const email = `petra.${javaScriptEnabled}@books.example`;
    const name = `Petra ${javaScriptEnabled ? "Pay" : "Plain"}`;
    await page.goto(at("profile/logins"));
    await expect(row(page, "Eva Lind")).toContainText("Everything");
    await expect(row(page, "Per Sjöberg")).toContainText("View and Pay Invoices");
    await page.getByRole("link", { name: "Add login" }).click();
    let form = await dialog(page, "Add an Authorized Login", javaScriptEnabled);

    // Every fault at once, and nothing that was typed is lost but the passwords.
    await form.getByLabel("Email Address").fill(people.bo);
    await form.getByLabel("Full Name").fill(name);
    await form.getByLabel("View and Pay Invoices").check();
    await form.getByLabel("Invoice created", { exact: true }).check();
    await form.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toContainText("New Password is missing");
    await expect(page.getByRole("alert")).toContainText("Confirm Password is missing");
    await expect(form.getByLabel("Full Name")).toHaveValue(name);
    await expect(form.getByLabel("View and Pay Invoices")).toBeChecked();
    await form.getByLabel("New Password", { exact: true }).fill(typed);
    await form.getByLabel("Confirm Password", { exact: true }).fill(typed);
    await form.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toContainText("is already a user here");
    await form.getByRole("link", { name: "Give that user roles", exact: true }).click();
    // What was typed would be lost, so it is asked.
    if (javaScriptEnabled) await page.getByRole("button", { name: "Discard changes" }).click();
    await expect(page).toHaveURL(/profile\/logins\/[0-9a-f-]{36}$/);
    await expect(page.getByRole("dialog")).toContainText(people.bo);

    await page.goto(at("profile/logins/add"));
    form = await dialog(page, "Add an Authorized Login", javaScriptEnabled);
    await form.getByLabel("Email Address").fill(email);
    await form.getByLabel("Full Name").fill(name);
    await form.getByLabel("New Password", { exact: true }).fill(typed);
    await form.getByLabel("Confirm Password", { exact: true }).fill(typed);
    await form.getByLabel("View and Pay Invoices").check();
    await form.getByLabel("Invoice created", { exact: true }).check();
    await form.getByRole("button", { name: "Save" }).click();
    await expect(said(page, "The login was added and an invitation was sent.")).toBeVisible();
    await expect(row(page, name)).toContainText("invited until");

    // Whoever reads the mail accepts, signs in with what they were told, and chooses their own password.
    const mail = await post.office.next(email);
    const theirs = await visit({ javaScriptEnabled });
    await theirs.goto(mail.links[0]!);
    await theirs.getByRole("button", { name: "Accept invitation" }).click();
    await expect(theirs.getByRole("main")).toContainText("the password that you were told");
    await theirs.getByRole("main").getByRole("link", { name: "Sign in" }).click();
    await theirs.getByLabel("Email address").fill(email);
    await theirs.getByLabel("Password", { exact: true }).fill(typed);
    await theirs.getByRole("button", { name: "Sign in" }).click();
    await expect(theirs.getByRole("heading", { name: "Choose your password" })).toBeVisible();
    await theirs.getByLabel("New password", { exact: true }).fill("words that nobody guesses");
    await theirs.getByRole("button", { name: "Choose password" }).click();
    await expect(theirs).toHaveURL(/\/a\/nordic-freight/);

    await page.goto(at("profile/logins"));
    await expect(row(page, name)).not.toContainText("invited");
    await page.getByRole("link", { name: `Edit ${name}` }).click();
    form = await dialog(page, `Edit ${name}`, javaScriptEnabled);
    await expect(form).toContainText("Their email address was last set by you");
    await form.getByLabel("View and Pay Invoices").uncheck();
    await form.getByLabel("Make Purchases").check();
    await form.getByRole("button", { name: "Save login" }).click();
    await expect(said(page, "The login was saved.")).toBeVisible();
    await expect(row(page, name)).toContainText("Make Purchases");

    await page.getByRole("link", { name: `Remove ${name}` }).click();
    form = await dialog(page, `Remove the login of ${name}?`, javaScriptEnabled);
    await expect(form.getByRole("link", { name: "suspend the user" })).toBeVisible();
    if (javaScriptEnabled) await expect(form.getByRole("link", { name: "Keep the login" })).toBeFocused();
    await form.getByRole("button", { name: "Remove login" }).click();
    await expect(said(page, "The login was removed.")).toBeVisible();
    await expect(row(page, name)).toHaveCount(0);
  });
}

test("each role opens its own, and nobody but the holder looks after logins, contacts and coverage", async ({ visit, problems }) => {
  problems.allow(/status of (403|404)/);
  for (const as of ["per", "britt", "magnus", "bo"] as const) {
    const page = await visit({ as });
    await page.goto(at("profile"));
    await expect(page.getByRole("heading", { name: "Mailing lists" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Authorized Logins" })).toHaveCount(0);
    for (const path of ["profile/logins", "profile/logins/add", "profile/contacts", "profile/coverage"]) {
      const answer = await page.goto(at(path));
      expect(answer?.status(), `${path} for ${as}`).toBe(403);
      await expect(page.getByRole("main")).toContainText("Only the account holder may do this.");
    }
    for (const name of ["login/list", "contact/list", "coverage/view"]) {
      const answer = await page.request.get(`/api/${name}?account=nordic-freight`, { headers: { accept: "application/json" } });
      expect(answer.status(), `${name} for ${as}`).toBe(403);
    }
  }
});

test("whoever forgot the password of a managed login is told to ask the holder", async ({ visit, post }) => {
  const page = await visit();
  await page.goto("/forgotten");
  await page.getByLabel("Email address").fill(people.per);
  await page.getByRole("button", { name: "Send instructions" }).click();
  await expect(page).toHaveURL(/forgotten\/sent/);
  const mail = await post.office.next(people.per);
  expect(mail.subject).toBe("Ask for a new password");
  expect(mail.text).toContain("ask Eva Lind, who holds the account");
  expect(mail.links).toEqual([]);
});

test("account types are explained where one looks for them", async ({ visit, expectAccessible }) => {
  const page = await visit({ as: "eva" });
  await page.goto(at("profile/logins"));
  await page.getByRole("link", { name: "Account types explained" }).click();
  for (const name of ["Account holder", "Authorized Login", "Primary Contact", "Administrator", "User", "System user"]) {
    await expect(page.getByRole("heading", { name, exact: true })).toBeVisible();
  }
  await expectAccessible(page);
});
