/** Users are taken out of the account, and brought back. */
import type { Locator, Page } from "@playwright/test";
import { expect, idsOf, people, test, userRow } from "../support/test.ts";

test.use({ start: "demo", copy: "deletion" });

const at = (path: string) => `/a/nordic-freight/${path}`;
const said = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text });

async function userId(page: Page, email: string): Promise<string> {
  await page.goto(at(`users?q=${encodeURIComponent(email)}`));
  return (await idsOf(page)).get(email)!;
}

/** The dialog of this name; without the script it stands in the page. */
async function dialog(page: Page, name: string, javaScriptEnabled: boolean): Promise<Locator> {
  if (javaScriptEnabled) await expect(page.locator("dialog:modal")).toBeVisible();
  return page.getByRole("alertdialog", { name }).or(page.getByRole("dialog", { name }));
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`who loses their login can be deleted too, and comes back without roles, ${how}`, async ({ visit, password, problems }) => {
    problems.allow(/status of (401|403|404)/);
    if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
    const [who, login] = javaScriptEnabled ? (["per", "Per Sjöberg"] as const) : (["magnus", "Magnus Pedersen"] as const);
    const theirs = await visit({ as: who });
    expect((await theirs.goto(at("profile")))?.status()).toBe(200);
    const page = await visit({ as: "eva", javaScriptEnabled });
    const id = await userId(page, people[who]);
    await page.goto(at(`users/${id}`));
    // The name by which colleagues know them.
    const name = (await page.getByRole("complementary").getByRole("heading", { level: 2 }).textContent())!;
    await page.goto(at("profile/logins"));
    await page.getByRole("link", { name: `Remove ${login}` }).click();
    let form = await dialog(page, `Remove the login of ${login}?`, javaScriptEnabled);
    await form.getByRole("link", { name: "delete the user" }).click();

    form = await dialog(page, `Delete ${name}?`, javaScriptEnabled);
    await expect(form).toContainText("Their roles: ");
    await expect(form).toContainText("The mail that they receive: ");
    if (javaScriptEnabled) await expect(form.getByRole("link", { name: "Keep the user" })).toBeFocused();
    await form.getByRole("button", { name: "Delete user" }).click();
    await expect(said(page, "The user was deleted.")).toBeVisible();
    await expect(page.getByRole("heading", { level: 1, name: "Deleted users" })).toBeVisible();
    await expect(page.getByRole("listitem").filter({ hasText: name })).toContainText(/Deleted by Eva, account holder on .* Can be restored until/);
    await theirs.goto(at("profile"));
    await expect(theirs).toHaveURL(/sign-in/);
    expect((await page.request.get(at(`users/${id}`))).status()).toBe(404);
    await page.goto(at("profile/logins"));
    await expect(page.getByRole("main")).not.toContainText(login);
    await page.goto(at("history?action=user.deleted"));
    await expect(page.getByRole("main").getByText(name).first()).toBeVisible();

    await page.goto(at("users"));
    await page.getByRole("link", { name: "Deleted users" }).click();
    await page.getByRole("button", { name: `Restore ${name}` }).click();
    await expect(said(page, "The user was restored.")).toBeVisible();
    await expect(page.getByRole("complementary", { name })).toContainText(people[who]);
    await expect(userRow(page, people[who])).toBeVisible();
    await theirs.getByLabel("Email address").fill(people[who]);
    await theirs.getByLabel("Password", { exact: true }).fill(password(who));
    await theirs.getByRole("button", { name: "Sign in" }).click();
    await expect(theirs).toHaveURL(/\/a\/nordic-freight/);
    for (const path of ["invoices", "licences"]) expect((await theirs.goto(at(path)))?.status(), path).toBe(403);
    await page.goto(at("deleted-users"));
    await expect(page.getByText("Nobody whom you could restore.")).toBeVisible();
  });
}

test("who alone administers a group stays until somebody else does", async ({ visit, expectAccessible, shoot }) => {
  const page = await visit({ as: "eva" });
  const id = await userId(page, people.anna);
  await page.goto(at(`users/${id}`));
  await page.getByRole("complementary").getByRole("link", { name: "Delete user" }).click();
  const form = page.getByRole("dialog", { name: /^Delete / });
  await expect(form).toContainText("Operations would be left without an administrator of its own.");
  await expect(form.getByRole("button", { name: "Delete user" })).toHaveCount(0);
  await expect(form.getByRole("link", { name: "Give somebody else access to Operations" })).toHaveAttribute("href", /\/access$/);
  await expectAccessible(page);
  await shoot(page, "cannot-be-deleted");
});

test("a deletion and the deleted look right", async ({ visit, expectAccessible, shoot }) => {
  const page = await visit({ as: "eva" });
  const id = await userId(page, people.britt);
  await page.goto(at(`users/${id}/delete`));
  await expect(page.locator("dialog:modal")).toBeVisible();
  await expectAccessible(page);
  await shoot(page, "delete");
  await page.getByRole("button", { name: "Delete user" }).click();
  await expect(said(page, "The user was deleted.")).toBeVisible();
  await expectAccessible(page);
  await shoot(page, "deleted");
  await page.goto(at("users"));
  await shoot(page, "users");
});
