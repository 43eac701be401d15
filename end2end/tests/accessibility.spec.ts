/** axe on every page and open dialog, in light and dark; and every page on a screen of 320 px. */
import type { Page } from "@playwright/test";
import { App } from "../support/app.ts";
import { expect, idsOf, openGroups, people, test } from "../support/test.ts";

test.use({ start: "demo", copy: "accessibility", as: "eva" });
// No test depends on another: both workers take from these, so that the longest file does not end alone.
test.describe.configure({ mode: "parallel" });

const account = "nordic-freight";
const users = `/a/${account}/users`;
const groups = `/a/${account}/groups`;

/** Every page and dialog; names in braces stand for ids. */
const pages: Record<string, string> = {
  "the choice of accounts": "/accounts",
  "the tree": users,
  "the tree of a real organization": "/a/kubernetes/users",
  "a search": `${users}?q=gate`,
  "a search without a match": `${users}?q=nobody-is-called-so`,
  "a list with pages": `${users}?kind=person`,
  "a user": `${users}/{gate7}`,
  "moving a user": `${users}/{gate7}/move`,
  "moving a user there": `${users}/{gate7}/move?to={Sales}`,
  "a group": `${groups}/{Sales}`,
  "what was done": `${groups}/{Sales}?done=group-saved`,
  "adding a user": `${groups}/{Sales}/add-user`,
  "adding a group": `${groups}/{Sales}/add`,
  "editing a group": `${groups}/{Sales}/edit`,
  "access to a group": `${groups}/{Sales}/access`,
  "a group's settings": `${groups}/{Sales}/settings`,
  "access to a user": `${users}/{gate7}/access`,
  "what a user reaches": `${users}/{eva.lind@nordicfreight.example}/reach`,
  "changing a user's password": `${users}/{bo.ek@nordicfreight.example}/password`,
  "a password that is not one's to change": `${users}/{eva.lind@nordicfreight.example}/password`,
  "suspending a user": `${users}/{gate7}/suspend`,
  "deleting a user": `${users}/{gate7}/delete`,
  "deleted users": `/a/${account}/deleted-users`,
  "deputies": `/a/${account}/profile/deputies`,
  "moving a group": `${groups}/{Operations}/move`,
  "moving a group there": `${groups}/{Sales}/move?to={Finance}`,
  "a move that is refused": `${groups}/{Operations}/move?to={Gothenburg terminal}`,
  "the invoices": `/a/${account}/invoices`,
  "invoices without a match": `/a/${account}/invoices?q=nobody-is-called-so`,
  "an account without invoices": "/a/kubernetes/invoices",
  "the profile": `/a/${account}/profile`,
  "the history": `/a/${account}/history`,
  "a history without a match": `/a/${account}/history?actor=nobody-is-called-so`,
  "a group's history": `${groups}/{Sales}/history`,
  "a user's history": `${users}/{gate7}/history`,
  "one's own history": `/a/${account}/profile/history`,
  "the catalogue": `/a/${account}/products`,
  "orders": `/a/${account}/orders`,
  "licences": `/a/${account}/licences`,
  "licences without a match": `/a/${account}/licences?q=nothing-like-it`,
  "who holds the account": `/a/${account}/ownership`,
  "editing the profile": `/a/${account}/profile/contact`,
  "changing one's own password": `/a/${account}/profile/password`,
  "changing one's address": `/a/${account}/profile/email`,
  "sign-in and security": `/a/${account}/profile/security`,
  "setting up a second factor": `/a/${account}/profile/security/set-up`,
  "making recovery codes without a second factor": `/a/${account}/profile/security/recovery-codes`,
  "removing a second factor that is not there": `/a/${account}/profile/security/remove`,
  "setting up a second factor first": "/second-factor",
  "the code of a second factor": "/sign-in/code",
  "resetting a second factor that is not there": `${users}/{bo.ek@nordicfreight.example}/second-factor`,
  "a link to another address that cannot be used": "/change-email/nothing",
  "that the address was changed": "/change-email/done",
  "editing the company": `/a/${account}/profile/company`,
  "a forgotten password": "/forgotten",
  "that a mail is on its way": "/forgotten/sent",
  "a link that cannot be used": "/choose-password/nothing",
  "that the password was changed": "/choose-password/done",
  "an invitation that cannot be used": "/invitation/nothing",
  "that an invitation was accepted": "/invitation/accepted",
  "the development mailbox": "/dev/mailbox",
  "what is not there": `${users}/019a0000-0000-7000-8000-000000000000`,
  "an account that is not there": "/a/nobody/users",
  "the Authorized Logins": `/a/${account}/profile/logins`,
  "adding a login": `/a/${account}/profile/logins/add`,
  "editing a login": `/a/${account}/profile/logins/{bo.ek@nordicfreight.example}`,
  "removing a login": `/a/${account}/profile/logins/{bo.ek@nordicfreight.example}/remove`,
  "the Primary Contacts": `/a/${account}/profile/contacts`,
  "adding a contact": `/a/${account}/profile/contacts/add`,
  "who receives which mail": `/a/${account}/profile/coverage`,
  "the mailing lists": `/a/${account}/profile/mailing-lists`,
  "account types": `/a/${account}/help/account-types`,
  "a link of a list that cannot be used": "/unsubscribe/nothing",
  "products where none are for sale": "/a/kubernetes/products",
  "an account without orders": "/a/kubernetes/orders",
  "an account without licences": "/a/kubernetes/licences",
  "an account with its holder alone": "/a/kubernetes/profile/logins",
  "an invoice that is not there": `/a/${account}/invoices/019a0000-0000-7000-8000-000000000000`,
  "a payment that is not there": `/a/${account}/payments/019a0000-0000-7000-8000-000000000000`,
  "an address that leads nowhere": "/nowhere",
};

async function open(page: Page, path: string): Promise<void> {
  const ids = path.includes("{") ? await openGroups(page, account, "Operations", "Gothenburg terminal") : new Map<string, string>();
  await page.goto(path.replaceAll(/\{(.+?)\}/g, (_, name: string) => ids.get(name)!));
  // A dialog is modal once the script is awake, a grid is one; elsewhere nothing changes when it wakes.
  const dialog = page.getByRole("dialog").or(page.getByRole("alertdialog"));
  if (await dialog.count()) await expect(page.locator("dialog:modal")).toBeVisible();
  else if (await page.locator("table.tree").count()) await expect(page.getByRole("treegrid")).toBeVisible();
}

async function expectNoSideways(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 });
  const overflow = await page.evaluate(() => {
    const root = document.documentElement;
    const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
    return { by: root.scrollWidth - root.clientWidth, wide: wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 120)) };
  });
  expect(overflow.by, overflow.wide.join("\n")).toBe(0);
}

for (const [name, path] of Object.entries(pages)) {
  test(`${name}`, async ({ page, expectAccessible, problems }) => {
    problems.allow(/status of 40[34]/);
    await open(page, path);
    await expectAccessible(page);
    await expectNoSideways(page);
  });
}

for (const kind of ["invoice", "summary", "credit_note"]) {
  test(`a document: ${kind}`, async ({ page, expectAccessible }) => {
    await page.goto(`/a/${account}/invoices?kind=${kind}`);
    await page.getByRole("table").getByRole("link").first().click();
    await expect(page.getByRole("link", { name: "Download PDF" })).toBeVisible();
    await expectAccessible(page);
    await expectNoSideways(page);
  });
}

test("the menu of the person", async ({ page, expectAccessible }) => {
  await open(page, users);
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await expect(page.getByRole("link", { name: "My Profile" }).last()).toBeVisible();
  await expectAccessible(page);
  await expectNoSideways(page);
});

test("deleting a group, and a form with faults", async ({ page, expectAccessible, problems }) => {
  problems.allow(/status of 422/);
  await open(page, `${groups}/{Finance}/add`);
  await page.getByRole("button", { name: "Add group" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await expectAccessible(page);
  await expectNoSideways(page);
  await page.getByLabel("Name").fill("To be looked at");
  await page.getByRole("button", { name: "Add group" }).click();
  await page.getByRole("link", { name: "Delete group" }).click();
  await expect(page.locator("dialog:modal")).toBeVisible();
  await expectAccessible(page);
  await expectNoSideways(page);
  await page.getByRole("button", { name: "Delete group" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The group was deleted." })).toBeVisible();
});

test("an order, a licence and their dialogs", async ({ page, expectAccessible, problems }) => {
  problems.allow(/status of 422/);
  const check = async () => {
    if (await page.getByRole("dialog").or(page.getByRole("alertdialog")).count()) await expect(page.locator("dialog:modal")).toBeVisible();
    await expectAccessible(page);
    await expectNoSideways(page);
  };
  const main = page.getByRole("main");
  await page.goto(`/a/${account}/products`);
  await main.getByRole("link", { name: "Order Gate Control" }).click();
  await expect(main.getByLabel("How many")).toBeVisible();
  await check();
  await main.getByRole("button", { name: "Work out the price" }).click();
  await expect(main.getByRole("button", { name: "Place order" })).toBeVisible();
  await check();
  await page.goto(`/a/${account}/orders`);
  await main.getByRole("link", { name: "Order 3" }).click();
  await expect(main.getByRole("heading", { level: 1, name: "Order 3" })).toBeVisible();
  await check();
  await main.getByRole("link", { name: "Cancel order" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await check();
  await page.goto(`/a/${account}/licences`);
  await main.getByRole("link", { name: "Weighbridge Link", exact: true }).click();
  await expect(main.getByRole("link", { name: "Activate machine" })).toBeVisible();
  await check();
  await main.getByRole("link", { name: "Activate machine" }).click();
  await page.getByRole("button", { name: "Activate machine" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await check();
  await page.getByLabel("Machine id").fill("scale-1");
  await page.getByRole("button", { name: "Activate machine" }).click();
  await expect(page.locator(".told__secret")).toBeVisible();
  await check();
  await page.getByRole("link", { name: "Done" }).click();
  await main.getByRole("link", { name: "Deactivate Weighbridge 1, Gothenburg" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await check();
});

/** Checks what is open: with axe, and on a screen of 320 px. Then it is wide again. */
async function look(page: Page, expectAccessible: (page: Page) => Promise<void>): Promise<void> {
  if (await page.getByRole("dialog").or(page.getByRole("alertdialog")).count()) await expect(page.locator("dialog:modal")).toBeVisible();
  await expectAccessible(page);
  await expectNoSideways(page);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test("paying an invoice: declined, asked about, cancelled and paid", async ({ page, expectAccessible }) => {
  test.slow();
  const check = () => look(page, expectAccessible);
  const title = (name: string) => page.getByRole("heading", { level: 1, name });
  await page.goto(`/a/${account}/invoices?status=open&kind=invoice`);
  await page.getByRole("table").getByRole("link").first().click();
  await page.getByRole("link", { name: "Pay invoice" }).click();
  await expect(title("Pay invoice")).toBeVisible();
  await check();
  const form = page.url();
  const pay = async (card: string) => {
    await page.getByLabel("Test card").selectOption(card);
    await page.getByRole("button", { name: /^Pay / }).click();
  };
  await pay("4000000000009995");
  await expect(title("Payment declined")).toBeVisible();
  await check();
  await page.getByRole("link", { name: "Try again" }).click();
  await pay("4000002500003155");
  await expect(title("Confirm the payment")).toBeVisible();
  await check();
  const payment = page.url();
  await page.goto(form);
  await expect(page.getByRole("link", { name: "See how it stands" })).toBeVisible();
  await check();
  await page.goto(payment);
  await page.getByRole("button", { name: "Cancel payment" }).click();
  await expect(title("Payment cancelled")).toBeVisible();
  await check();
  await page.getByRole("link", { name: "Try again" }).click();
  await pay("4242424242424242");
  await expect(title("Payment received")).toBeVisible();
  await check();
  await page.goto(form);
  await expect(page.getByText("Nothing is left to pay.")).toBeVisible();
  await check();
});

test("an order of no number, one that is delivered, and a renewal", async ({ page, expectAccessible }) => {
  const check = () => look(page, expectAccessible);
  const main = page.getByRole("main");
  await page.goto(`/a/${account}/products`);
  const product = await main.getByRole("link", { name: "Order Gate Control" }).getAttribute("href");
  await page.goto(`${product}?quantity=many`);
  await expect(page.getByRole("alert")).toContainText("Quantity “many” is not a whole number");
  await check();
  await page.goto(`/a/${account}/orders`);
  await main.getByRole("link", { name: "Order 1" }).click();
  await expect(main).toContainText("Delivered");
  await check();
  await page.goto(`/a/${account}/licences`);
  await main.getByRole("link", { name: "Weighbridge Link", exact: true }).click();
  await main.getByRole("link", { name: "Renew licence" }).click();
  await expect(page.getByRole("button", { name: "Order renewal" })).toBeVisible();
  await check();
});

for (const [product, why] of [
  ["Gate Control", "All seats are in use."],
  ["Ferry Desk", "This licence has expired."],
  ["Cold Chain Monitor", "This licence was revoked"],
] as const) {
  test(`a licence that cannot be activated: ${why}`, async ({ page, expectAccessible, problems }) => {
    problems.allow(/status of 422/);
    const main = page.getByRole("main");
    await page.goto(`/a/${account}/licences`);
    await main.getByRole("link", { name: product, exact: true }).click();
    await expect(main).toContainText(why);
    await look(page, expectAccessible);
    const activate = `${page.url()}/activate`;
    await page.goto(activate);
    await expect(page.locator("dialog:modal")).toBeVisible();
    await look(page, expectAccessible);
  });
}

test("adding, editing and removing a contact and a login, with and without faults", async ({ page, expectAccessible, problems }) => {
  test.slow();
  problems.allow(/status of 422/);
  const check = () => look(page, expectAccessible);
  for (const [path, name] of [
    ["contacts", "Maria Nyström"],
    ["logins", "Per Sjöberg"],
  ] as const) {
    await page.goto(`/a/${account}/profile/${path}/add`);
    await expect(page.locator("dialog:modal")).toBeVisible();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toBeFocused();
    await check();
    await page.goto(`/a/${account}/profile/${path}`);
    await page.getByRole("link", { name: `Edit ${name}` }).click();
    await expect(page.getByRole("dialog", { name: `Edit ${name}` })).toBeVisible();
    await expect(page.getByRole("dialog").getByRole("link", { name: "Cancel" })).toBeVisible();
    await check();
    await page.goto(`/a/${account}/profile/${path}`);
    await page.getByRole("link", { name: `Remove ${name}` }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await check();
  }
});

test("a second factor: its code, its page, new codes, its removal and its reset", async ({ page, visit, password, expectAccessible, problems }) => {
  test.slow();
  problems.allow(/status of (401|422)/);
  const her = await visit({ storageState: { cookies: [], origins: [] } });
  const check = () => look(her, expectAccessible);
  const signIn = async () => {
    await her.goto("/sign-in");
    await her.getByLabel("Email address").fill(people.britt);
    await her.getByLabel("Password", { exact: true }).fill(password("britt"));
    await her.getByRole("button", { name: "Sign in" }).click();
  };
  const security = `/a/${account}/profile/security`;
  await signIn();
  await expect(her).not.toHaveURL(/sign-in/);
  await her.goto(`${security}/set-up`);
  const app = new App((await her.locator("form .told__secret").textContent())!);
  await her.getByLabel("Code that the app shows").fill(await app.code());
  await her.getByRole("button", { name: "Set up second factor" }).click();
  await expect(her.locator(".codes li")).toHaveCount(10);
  await check();
  await her.getByRole("link", { name: "Continue" }).click();
  await expect(her.getByRole("main")).toContainText("10 of 10");
  await check();
  await her.goto(`${security}/recovery-codes`);
  await expect(her.getByRole("button", { name: "Make new recovery codes" })).toBeVisible();
  await check();
  await her.goto(`${security}/remove`);
  await her.getByRole("button", { name: "Remove second factor" }).click();
  await expect(her.getByRole("alert")).toBeFocused();
  await check();
  await her.context().clearCookies();
  await signIn();
  await expect(her.getByRole("heading", { name: "Enter your code" })).toBeVisible();
  await check();
  await her.getByRole("button", { name: "Sign in" }).click();
  await expect(her.getByRole("alert")).toBeFocused();
  await check();

  // The account holder takes it away again.
  await page.goto(`${users}?q=${encodeURIComponent(people.britt)}`);
  const id = (await idsOf(page)).get(people.britt)!;
  await page.goto(`${users}/${id}/second-factor`);
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toBeVisible();
  await look(page, expectAccessible);
  await dialog.getByRole("button", { name: "Reset second factor" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The second factor was reset" })).toBeVisible();
});

for (const path of ["invoices", "products", "licences", "profile/logins"]) {
  test(`what is for others: ${path}`, async ({ visit, expectAccessible, problems }) => {
    problems.allow(/status of 403/);
    const page = await visit({ as: "bo" });
    await page.goto(`/a/${account}/${path}`);
    await expect(page.getByRole("heading", { name: "This is not yours to open" }).first()).toBeVisible();
    await look(page, expectAccessible);
  });
}

test("no access", async ({ visit, expectAccessible, problems }) => {
  problems.allow(/status of 403/);
  const page = await visit({ as: "bo" });
  await page.goto(users);
  await expect(page.getByRole("heading", { name: "This is not yours to open" }).first()).toBeVisible();
  await expectAccessible(page);
  await expectNoSideways(page);
});

test.describe("Signed out", () => {
  test.use({ as: undefined });

  test("sign-in, at first and with faults", async ({ page, expectAccessible, problems }) => {
    problems.allow(/status of 422/);
    await page.goto("/sign-in");
    await expect(page.getByRole("button", { name: "Show password" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toBeFocused();
    await expectAccessible(page);
    await expectNoSideways(page);
  });

  test("an address that leads nowhere", async ({ page, expectAccessible, problems }) => {
    problems.allow(/status of 404/);
    await page.goto("/nowhere");
    await expectAccessible(page);
    await expectNoSideways(page);
  });
});
