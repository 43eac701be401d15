/** Rule 15 of the interface: changes that were not saved are not lost without a question. */
import type { Page } from "@playwright/test";
import { expect, openGroups, test, tree } from "../support/test.ts";

test.use({ start: "demo", copy: "unsaved", as: "eva" });

const account = "nordic-freight";
const users = `/a/${account}/users`;
const profile = `/a/${account}/profile`;
const question = (page: Page) => page.getByRole("alertdialog", { name: "Leave without saving?" });
const name = (page: Page) => page.getByLabel("Name", { exact: true });

/** Opens the form of one's own contact information with another name in it. */
async function change(page: Page): Promise<void> {
  await page.goto(profile);
  await page.getByRole("link", { name: "Edit contact information" }).click();
  await name(page).fill("Somebody Else");
}

test("a link asks first, and starts on what loses nothing", async ({ page, expectAccessible }) => {
  await change(page);
  await page.getByRole("navigation", { name: "Portico" }).getByRole("link", { name: "Users" }).click();
  await expect(question(page)).toBeVisible();
  await expect(page.getByRole("button", { name: "Keep editing" })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(question(page)).toHaveCount(0);
  await expect(page).toHaveURL(`${profile}/contact`);
  await expect(name(page)).toHaveValue("Somebody Else");
  await expect(page.getByRole("link", { name: "Users" })).toBeFocused();

  await page.getByRole("link", { name: "Users" }).click();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page).toHaveURL(users);
  await page.goto(`${profile}/contact`);
  await expect(name(page)).not.toHaveValue("Somebody Else");
});

test("a link that loads another document asks once, not twice", async ({ page }) => {
  await change(page);
  await page.getByRole("link", { name: "Account: Nordic Freight" }).click();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page).toHaveURL("/accounts");
});

test("a search and signing out ask too; a theme does not", async ({ page }) => {
  await change(page);
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(question(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(question(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(question(page)).toHaveCount(0);
  await page.getByRole("searchbox", { name: "Search users" }).fill("gate7");
  await page.getByRole("searchbox", { name: "Search users" }).press("Enter");
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page).toHaveURL(`${users}?q=gate7`);
});

test("the way back asks, and leads there when it may", async ({ page }) => {
  // All in one document: where another one stands behind, the browser asks in its own words.
  await page.goto(users);
  await expect(tree(page)).toBeVisible();
  await page.getByRole("link", { name: "My Profile" }).first().click();
  await page.getByRole("link", { name: "Edit contact information" }).click();
  await name(page).fill("Somebody Else");
  await page.goBack();
  await expect(question(page)).toBeVisible();
  await expect(page).toHaveURL(`${profile}/contact`);
  await page.getByRole("button", { name: "Keep editing" }).click();
  await expect(name(page)).toHaveValue("Somebody Else");
  await page.goBack();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page).toHaveURL(profile);
  await expect(page.getByRole("link", { name: "Edit contact information" })).toBeVisible();
});

test("closing the document asks in the browser's own words", async ({ page }) => {
  await change(page);
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await expect(name(page)).toHaveValue("Somebody Else");
});

test("a dialog asks at Esc, at its ground and at Cancel, and stays", async ({ page }) => {
  const ids = await openGroups(page, account);
  await page.goto(`/a/${account}/groups/${ids.get("Sales")}`);
  await page.getByRole("link", { name: "Name and billing code" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit Sales" });
  await expect(page.locator("dialog:modal")).toBeVisible();
  await page.getByLabel("Billing code (optional)").fill("NF-301");
  // Esc twice in a row closes the question and, in some browsers, insists on closing the dialog.
  for (let time = 0; time < 3; time++) {
    await page.keyboard.press("Escape");
    await expect(question(page)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(question(page)).toHaveCount(0);
    await expect(dialog).toBeVisible();
  }
  await page.mouse.click(5, 400);
  await expect(question(page)).toBeVisible();
  await page.getByRole("button", { name: "Keep editing" }).click();
  await expect(page.getByLabel("Billing code (optional)")).toHaveValue("NF-301");
  await dialog.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("complementary", { name: "Sales" })).toContainText("NF-300");
});

test("Esc leaves the question alone, and one types on, also in a dialog that nothing was clicked to open", async ({ page }) => {
  const ids = await openGroups(page, account);
  await page.goto(`/a/${account}/groups/${ids.get("Sales")}/edit`);
  await expect(page.locator("dialog:modal")).toBeVisible();
  const code = page.getByLabel("Billing code (optional)");
  await code.fill("NF-3");
  for (const more of ["4", "5", "6"]) {
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Keep editing" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(question(page)).toHaveCount(0);
    await page.keyboard.type(more);
  }
  await expect(code).toHaveValue("NF-3456");
  await expect(code).toBeFocused();
});

test("nothing asks when nothing was changed, when it was changed back, and once it is saved", async ({ page, problems }) => {
  problems.allow(/status of 422/);
  await change(page);
  await name(page).fill("Eva Lind");
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page).toHaveURL(profile);

  const ids = await openGroups(page, account);
  await page.goto(`/a/${account}/groups/${ids.get("Finance")}/add`);
  await expect(page.locator("dialog:modal")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await change(page);
  // Refused, it is still not saved.
  await page.getByLabel("Phone (optional)", { exact: true }).fill("12");
  await page.getByRole("button", { name: "Save contact information" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Keep editing" }).click();
  await page.getByLabel("Phone (optional)", { exact: true }).fill("");
  await name(page).fill("Eva Lind");
  await page.getByLabel("Time zone").selectOption("Europe/Oslo");
  await page.getByRole("button", { name: "Save contact information" }).click();
  await expect(page).toHaveURL(`${profile}?done=profile-saved`);
  await page.getByRole("link", { name: "Users" }).click();
  await expect(page).toHaveURL(users);
});

test("nothing is changed while a save is on its way, until what it led to is there", async ({ page }) => {
  await page.goto(`${profile}/coverage`);
  const box = page.getByRole("checkbox", { name: "Thomas Keller receives Invoice created" });
  const other = page.getByRole("checkbox", { name: "Per Sjöberg receives Invoice created" });
  const save = page.getByRole("button", { name: "Save coverage" });
  let held: () => void = () => {};
  const hold = (path: string) =>
    page.route(`**/api/${path}*`, async (route) => {
      await new Promise<void>((resolve) => (held = resolve));
      await route.continue();
    });
  await hold("coverage/save");
  await hold("coverage/view");
  const isTicked = await other.isChecked();
  const tryAll = async () => {
    await other.click();
    await other.press("Space");
    expect(await other.isChecked()).toBe(isTicked);
  };
  await box.setChecked(!(await box.isChecked()));
  const saving = page.waitForRequest(/coverage\/save/);
  await save.click();
  await saving;
  await tryAll();
  const loading = page.waitForRequest(/coverage\/view/);
  held();
  await loading;
  await tryAll();
  held();
  await expect(save).not.toHaveAttribute("aria-busy");
  await other.setChecked(!isTicked);
  await page.getByRole("link", { name: "Users" }).click();
  await expect(question(page)).toBeVisible();
});

test("Esc asks anew before the browser has told that the question is closed", async ({ page }) => {
  const ids = await openGroups(page, account);
  await page.goto(`/a/${account}/groups/${ids.get("Sales")}/edit`);
  await expect(page.locator("dialog:modal")).toBeVisible();
  await page.getByLabel("Billing code (optional)").fill("NF-3");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Keep editing" })).toBeFocused();
  // Two keys in one turn of the browser, which tells of what is closed in the next.
  await page.evaluate(async () => {
    const escape = () =>
      document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    escape();
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    escape();
    // What was queued by then is done.
    await new Promise((done) => setTimeout(done));
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
  });
  await expect(page.getByRole("button", { name: "Keep editing" })).toBeFocused();
  await page.getByRole("button", { name: "Keep editing" }).click();
  await expect(question(page)).toHaveCount(0);
  await expect(page.getByLabel("Billing code (optional)")).toHaveValue("NF-3");
});
