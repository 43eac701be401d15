/** Every task of an account's money, licences and people by keyboard alone; what has the focus is always seen to have it. */
import type { Locator, Page } from "@playwright/test";
import { App } from "../support/app.ts";
import { expect, people, test } from "../support/test.ts";

test.use({ start: "demo", copy: "keyboard", as: "eva" });

const at = (path: string) => `/a/nordic-freight/${path}`;
const main = (page: Page) => page.getByRole("main");
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });

/** More than any page here has stops. */
const STOPS = 120;

/** Goes on with Tab until something has the focus, and sees that it shows that and is not under a bar. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  const hasFocus = () => target.evaluate((element) => element === document.activeElement);
  for (let stop = 0; !(await hasFocus()); stop++) {
    expect(stop, `Tab reaches ${target}`).toBeLessThan(STOPS);
    await page.keyboard.press("Tab");
  }
  const shown = () =>
    target.evaluate((element) => {
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      const { left, top, width, height } = element.getBoundingClientRect();
      const there = document.elementFromPoint(left + width / 2, top + height / 2);
      // A label may stand over its box, and a word inside its link.
      const onTop = there !== null && (element.contains(there) || there.contains(element));
      return { marked: outlineStyle !== "none" || boxShadow !== "none", onTop };
    });
  await expect.poll(shown, `${target} is seen to have the focus`).toEqual({ marked: true, onTop: true });
}

async function press(page: Page, target: Locator, key = "Enter"): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

async function type(page: Page, target: Locator, words: string): Promise<void> {
  await tabTo(page, target);
  // What stood there is replaced, as by a person who comes with Tab: it is selected.
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(words);
}

/** A dialog that is open, once it keeps the focus. */
async function dialog(page: Page): Promise<Locator> {
  const open = page.locator("dialog:modal");
  await expect(open).toBeVisible();
  return open;
}

const title = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });

test("an invoice is paid", async ({ page }) => {
  await page.goto(at("invoices?status=overdue&kind=invoice"));
  const first = main(page).getByRole("table").getByRole("link").first();
  await expect(first).toBeVisible();
  const number = (await first.textContent())!.trim();
  await press(page, first);
  await expect(title(page, `Invoice ${number}`)).toBeVisible();
  await press(page, main(page).getByRole("link", { name: "Pay invoice" }));
  await expect(title(page, `Pay invoice ${number}`)).toBeVisible();
  const card = page.getByLabel("Test card");
  await tabTo(page, card);
  await page.keyboard.press("ArrowDown");
  await expect(card).not.toHaveValue("4242424242424242");
  await page.keyboard.press("ArrowUp");
  await expect(card).toHaveValue("4242424242424242");
  await press(page, page.getByRole("button", { name: /^Pay / }));
  await expect(title(page, "Payment received")).toBeVisible();
  await expect(main(page)).toContainText(`was paid for invoice ${number}.`);
});

test("something is ordered, and let go of", async ({ page }) => {
  await page.goto(at("products"));
  await press(page, main(page).getByRole("link", { name: "Order Support around the clock" }));
  await expect(title(page, "Order a product")).toBeVisible();
  await type(page, page.getByLabel("How many"), "none");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("Quantity “none” is not a whole number from 1 to 1000.");
  await expect(page).toHaveTitle(/^Error: Order a product/);
  await press(page, page.getByRole("alert").getByRole("link"));
  await expect(page.getByLabel("How many")).toBeFocused();
  await expect(page.getByLabel("How many")).toHaveAccessibleDescription(/is not a whole number/);
  await type(page, page.getByLabel("How many"), "40");
  await page.keyboard.press("Enter");
  await expect(main(page)).toContainText("It is more than your credit has left");
  await press(page, page.getByRole("button", { name: "Place order" }));
  await expect(said(page, "The order was placed.")).toBeVisible();
  await expect(main(page)).toContainText("Waits for approval");
  await expect(main(page).getByRole("link", { name: "Pay invoice" })).toBeVisible();
  await press(page, main(page).getByRole("link", { name: "Cancel order" }));
  const sure = await dialog(page);
  // What destroys nothing has the first focus; Esc is the way out too, and leads back.
  await expect(sure.getByRole("link", { name: "Keep order" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(sure).toHaveCount(0);
  await press(page, main(page).getByRole("link", { name: "Cancel order" }));
  await press(page, (await dialog(page)).getByRole("button", { name: "Cancel order" }));
  await expect(said(page, "The order was cancelled.")).toBeVisible();
});

test("a machine gets a licence and gives it back", async ({ page }) => {
  await page.goto(at("licences"));
  await press(page, main(page).getByRole("link", { name: "Weighbridge Link", exact: true }));
  await expect(title(page, "Weighbridge Link")).toBeVisible();
  await press(page, main(page).getByRole("link", { name: "Activate machine" }));
  const activate = await dialog(page);
  await expect(activate.getByLabel("Machine id")).toBeFocused();
  await page.keyboard.type("keys-1");
  await type(page, activate.getByLabel("Name"), "Keyboard desk");
  await page.keyboard.press("Enter");
  await expect(activate.getByRole("status")).toContainText("keys-1 has seat 4 now.");
  await press(page, activate.getByRole("link", { name: "Done" }));
  await expect(activate).toHaveCount(0);
  await page.reload();
  await press(page, main(page).getByRole("link", { name: "Deactivate Keyboard desk" }));
  await press(page, (await dialog(page)).getByRole("button", { name: "Deactivate machine" }));
  await expect(said(page, "The machine was deactivated.")).toBeVisible();
});

test("a login is added, changed and removed", async ({ page }) => {
  await page.goto(at("profile"));
  await press(page, page.getByRole("link", { name: "Authorized Logins" }));
  await press(page, page.getByRole("link", { name: "Add login" }));
  let form = await dialog(page);
  await expect(form.getByLabel("Email Address")).toBeFocused();
  await page.keyboard.press("Enter");
  // The faults have the focus, and lead to their fields.
  await expect(page.getByRole("alert")).toBeFocused();
  await press(page, page.getByRole("alert").getByRole("link", { name: /^Email Address/ }));
  await expect(form.getByLabel("Email Address")).toBeFocused();
  await page.keyboard.type("kim.keys@books.example");
  await type(page, form.getByLabel("Full Name"), "Kim Keys");
  await type(page, form.getByLabel("New Password", { exact: true }), "seven lamps under the harbour");
  await type(page, form.getByLabel("Confirm Password", { exact: true }), "seven lamps under the harbour");
  await press(page, form.getByLabel("Make Purchases"), "Space");
  await expect(form.getByLabel("Make Purchases")).toBeChecked();
  await press(page, form.getByRole("button", { name: "Save" }));
  await expect(said(page, "The login was added and an invitation was sent.")).toBeVisible();
  await press(page, page.getByRole("link", { name: "Edit Kim Keys" }));
  form = await dialog(page);
  await press(page, form.getByRole("link", { name: "Cancel" }));
  await expect(form).toHaveCount(0);
  // The list is loaded again, and the focus is where it was.
  await expect(page.getByRole("link", { name: "Edit Kim Keys" })).toBeFocused();
  await press(page, page.getByRole("link", { name: "Remove Kim Keys" }));
  form = await dialog(page);
  await expect(form.getByRole("link", { name: "Keep the login" })).toBeFocused();
  await press(page, form.getByRole("button", { name: "Remove login" }));
  await expect(said(page, "The login was removed.")).toBeVisible();
});

test("a contact is added and removed", async ({ page }) => {
  await page.goto(at("profile/contacts"));
  await press(page, page.getByRole("link", { name: "Add contact" }));
  let form = await dialog(page);
  await expect(form.getByLabel("First Name")).toBeFocused();
  await page.keyboard.type("Cleo");
  await type(page, form.getByLabel("Last Name"), "Keys");
  await type(page, form.getByLabel("Email Address"), "cleo@books.example");
  await tabTo(page, form.getByLabel("Country"));
  await page.keyboard.type("Norw");
  await expect(form.getByLabel("Country")).toHaveValue("NO");
  await press(page, form.getByLabel("Important Notices"), "Space");
  await press(page, form.getByRole("button", { name: "Save" }));
  await expect(said(page, "The contact was added.")).toBeVisible();
  await press(page, page.getByRole("link", { name: "Remove Cleo Keys" }));
  form = await dialog(page);
  await press(page, form.getByRole("button", { name: "Remove contact" }));
  await expect(said(page, "The contact was removed.")).toBeVisible();
});

test.describe("Bo", () => {
  test.use({ as: undefined });

  test("sets up a second factor, signs in with it and removes it", async ({ page, visit, password, problems }) => {
    test.slow();
    problems.allow(/status of (401|422)/);
    const signIn = async (on: Page) => {
      await on.goto("/sign-in");
      await type(on, on.getByLabel("Email address"), people.bo);
      await type(on, on.getByLabel("Password", { exact: true }), password("bo"));
      await on.keyboard.press("Enter");
    };
    await signIn(page);
    await expect(page).not.toHaveURL(/sign-in/);
    await page.goto(at("profile/security"));
    await press(page, page.getByRole("link", { name: "Set up second factor" }));
    await expect(title(page, "Set up second factor")).toBeVisible();
    const app = new App((await page.locator("form .told__secret").textContent())!);
    await type(page, page.getByLabel("Code that the app shows"), await app.code());
    await page.keyboard.press("Enter");
    await expect(page.locator(".codes li")).toHaveCount(10);
    const spare = (await page.locator(".codes li").first().textContent())!.trim();
    await press(page, page.getByRole("link", { name: "Continue" }));
    await expect(main(page)).toContainText("10 of 10");

    const elsewhere = await visit();
    await signIn(elsewhere);
    await expect(elsewhere.getByRole("heading", { name: "Enter your code" })).toBeVisible();
    await type(elsewhere, elsewhere.getByLabel("Code", { exact: true }), await app.code());
    await elsewhere.keyboard.press("Enter");
    await expect(elsewhere).not.toHaveURL(/sign-in/);

    await press(page, page.getByRole("link", { name: "Remove second factor" }));
    await expect(title(page, "Remove second factor")).toBeVisible();
    await type(page, page.getByLabel("Your password", { exact: true }), password("bo"));
    await type(page, page.getByLabel("Code", { exact: true }), spare);
    await page.keyboard.press("Enter");
    await expect(said(page, "Your second factor was removed.")).toBeVisible();
  });
});
