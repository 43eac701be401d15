/**
 * A5: what one role alone opens, as its holder meets it: sections, pages, buttons, files and calls. That every page and
 * function that there is keeps to this is shown in `server/tests/portal/roles.rs`.
 */
import type { Page } from "@playwright/test";
import { giveRoles } from "../support/database.ts";
import { expect, idsOf, people, type Person, test } from "../support/test.ts";

test.use({ start: "demo", copy: "roles" });

const at = (path: string) => `/a/nordic-freight/${path}`;
const main = (page: Page) => page.getByRole("main");
const refused = (page: Page) => page.getByRole("heading", { name: "This is not yours to open" });
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });

/** What the navigation shows, from top to bottom. */
const sections = (page: Page) => page.getByRole("navigation", { name: "Portico" }).getByRole("link");

/** Addresses of each kind of thing, as the account holder finds them. */
type Found = { invoice: string; order: string; product: string; licence: string };

/** Where a link leads, once it is there. */
async function target(page: Page, path: string, name: string | RegExp): Promise<string> {
  await page.goto(at(path));
  const link = main(page).getByRole("link", { name }).first();
  await expect(link).toBeVisible();
  return (await link.getAttribute("href"))!;
}

async function find(page: Page): Promise<Found> {
  return {
    invoice: await target(page, "invoices?status=open&kind=invoice", /^(NP|HM)/),
    order: await target(page, "orders", "Order 1"),
    product: await target(page, "products", "Order Gate Control"),
    licence: await target(page, "licences", "Weighbridge Link"),
  };
}

/** Each part of the account: its section, the pages of it, its files and a call, and what whoever may not is told. */
const parts = (found: Found) => ({
  Invoices: {
    pages: [at("invoices"), found.invoice, `${found.invoice}/pay`],
    files: [at("invoices/export.csv"), `${found.invoice}/invoice.pdf`],
    call: "invoice/list",
    why: "This takes the role View and Pay Invoices, which the account holder gives.",
  },
  Products: {
    pages: [at("products"), found.product, at("orders"), found.order],
    files: [],
    call: "product/catalogue",
    why: "This takes the role Make Purchases, which the account holder gives.",
  },
  Licences: {
    pages: [at("licences"), found.licence, `${found.licence}/activate`],
    files: [],
    call: "licence/list",
    why: "This takes the role Activate Licenses, which the account holder gives.",
  },
  "": {
    pages: ["logins", "logins/add", "contacts", "contacts/add", "coverage", "company"].map((path) => at(`profile/${path}`)),
    files: [],
    call: "login/list",
    why: "Only the account holder may do this.",
  },
});

const whose: [Person, string][] = [
  ["per", "Invoices"],
  ["britt", "Products"],
  ["magnus", "Licences"],
  ["bo", "none"],
];

for (const [who, own] of whose) {
  test(`${own === "none" ? "Nothing of it is open to whoever has no role" : `${own} alone are open to whoever has their role`}`, async ({
    visit,
    problems,
  }) => {
    test.slow();
    problems.allow(/status of 403/);
    const found = await find(await visit({ as: "eva" }));
    const page = await visit({ as: who });
    await page.goto(at("profile"));
    await expect(page.getByRole("heading", { level: 1, name: "My Profile" })).toBeVisible();
    await expect(sections(page)).toHaveText(own === "none" ? ["My Profile"] : [own, "My Profile"]);
    // What belongs to the account holder is not offered.
    for (const name of ["Authorized Logins", "Primary Contacts", "Coverage", "Edit company"]) {
      await expect(page.getByRole("link", { name })).toHaveCount(0);
    }
    for (const [section, { pages, files, call, why }] of Object.entries(parts(found))) {
      const opens = section === own;
      for (const path of pages) {
        const answer = await page.goto(path);
        expect(answer?.status(), `${path} for ${who}`).toBe(opens ? 200 : 403);
        if (opens) {
          await expect(refused(page)).toHaveCount(0);
        } else {
          await expect(refused(page)).toBeVisible();
          await expect(main(page)).toContainText(why);
          await expect(main(page).getByRole("button")).toHaveCount(0);
          await expect(sections(page)).toHaveText(own === "none" ? ["My Profile"] : [own, "My Profile"]);
        }
      }
      for (const path of files) expect((await page.request.get(path)).status(), `${path} for ${who}`).toBe(opens ? 200 : 403);
      const answer = await page.request.get(`/api/${call}?account=nordic-freight`, { headers: { accept: "application/json" } });
      expect(answer.status(), `${call} for ${who}`).toBe(opens ? 200 : 403);
      if (!opens) expect(await answer.text()).toContain(why);
    }
  });
}

test("what one role shows leads to nothing of another", async ({ visit, problems }) => {
  problems.allow(/status of 403/);
  const found = await find(await visit({ as: "eva" }));

  const per = await visit({ as: "per" });
  await per.goto(found.invoice);
  await expect(main(per).getByRole("link", { name: "Pay invoice" })).toBeVisible();
  await expect(main(per).locator('a[href*="/orders/"], a[href*="/licences/"]')).toHaveCount(0);

  // Who orders is told the number of an invoice and that there is a licence, and gets neither.
  const britt = await visit({ as: "britt" });
  await britt.goto(found.order);
  await expect(main(britt)).toContainText("Its licence is for those who have the role Activate Licenses.");
  await expect(main(britt).locator('a[href*="/invoices/"], a[href*="/licences/"]')).toHaveCount(0);
  expect(await britt.content()).not.toMatch(/([0-9A-Z]{5}-){4}[0-9A-Z]{5}/);
  await britt.goto(`${found.licence}/renew`);
  await expect(main(britt).getByRole("button", { name: "Order renewal" })).toBeVisible();

  const magnus = await visit({ as: "magnus" });
  await magnus.goto(found.licence);
  await expect(main(magnus).getByRole("link", { name: "Activate machine" })).toBeVisible();
  await expect(main(magnus).getByRole("link", { name: "Renew licence" })).toHaveCount(0);
  expect((await magnus.goto(`${found.licence}/renew`))?.status()).toBe(403);
  await expect(main(magnus)).toContainText("This takes the role Make Purchases");
});

test("whoever looks as somebody with a role sees its pages, and nothing that changes anything", async ({ visit, password, problems, server }) => {
  problems.allow(/status of (401|403)/);
  const found = await find(await visit({ as: "eva" }));
  // A session of its own: the others go on as themselves.
  const page = await visit();
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(people.eva);
  await page.getByLabel("Password", { exact: true }).fill(password("eva"));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/accounts$/);
  await giveRoles(server, people.bo, ["activate_licenses", "make_purchases", "pay_invoices"]);
  await page.goto(at(`users?q=${encodeURIComponent(people.bo)}`));
  await page.getByRole("link", { name: people.bo, exact: true }).click();
  await page.getByRole("button", { name: "View as this user" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Nothing can be changed." })).toBeVisible();
  await expect(sections(page)).toHaveText(["Invoices", "Products", "Licences", "My Profile"]);
  await page.goto(found.invoice);
  await expect(main(page).getByRole("link", { name: "Download PDF" })).toBeVisible();
  await expect(main(page).getByRole("link", { name: "Pay invoice" })).toHaveCount(0);
  await page.goto(at("products"));
  await expect(main(page)).toContainText("Gate Control");
  await expect(main(page).getByRole("link", { name: /^Order / })).toHaveCount(0);
  await page.goto(found.licence);
  await expect(page.getByRole("heading", { level: 1, name: "Weighbridge Link" })).toBeVisible();
  await expect(main(page).getByRole("link", { name: /^(Activate|Deactivate|Renew)/ })).toHaveCount(0);
  await giveRoles(server, people.bo, []);
});

test("a role that the holder gives opens its pages, and ends under the hands of whoever uses it", async ({ visit, problems }) => {
  problems.allow(/status of 403/);
  const eva = await visit({ as: "eva" });
  await eva.setViewportSize({ width: 1280, height: 1400 });
  const bo = await visit({ as: "bo" });
  await bo.goto(at("profile"));
  await expect(sections(bo)).toHaveText(["My Profile"]);

  await eva.goto(at(`users?q=${encodeURIComponent(people.bo)}`));
  const id = (await idsOf(eva)).get(people.bo)!;
  await eva.goto(at(`profile/logins/${id}`));
  await expect(eva.locator("dialog:modal")).toBeVisible();
  const dialog = eva.getByRole("dialog", { name: /^Give roles to Bo/ });
  await dialog.getByLabel("View and Pay Invoices").check();
  await dialog.getByRole("button", { name: "Save login" }).click();
  await expect(said(eva, "The login was saved.")).toBeVisible();

  await bo.reload();
  await expect(sections(bo)).toHaveText(["Invoices", "My Profile"]);
  await sections(bo).filter({ hasText: "Invoices" }).click();
  const first = bo.getByRole("table").getByRole("link").first();
  await expect(first).toBeVisible();

  await eva.getByRole("link", { name: "Remove Bo" }).click();
  await expect(eva.locator("dialog:modal")).toBeVisible();
  await eva.getByRole("button", { name: "Remove login" }).click();
  await expect(said(eva, "The login was removed.")).toBeVisible();

  // His list is still open; what he does next is refused, and nothing of the invoice comes.
  await first.click();
  await expect(refused(bo)).toBeVisible();
  await expect(main(bo)).toContainText("This takes the role View and Pay Invoices");
  expect((await bo.request.get(at("invoices/export.csv"))).status()).toBe(403);
});

test("a Primary Contact receives mail and cannot sign in", async ({ visit, problems }) => {
  problems.allow(/status of 422/);
  const eva = await visit({ as: "eva" });
  await eva.goto(at("profile/contacts"));
  const row = eva.getByRole("row").filter({ has: eva.getByRole("link", { name: /^Edit / }) }).first();
  const address = (await row.getByRole("rowheader").textContent())!.match(/\S+@\S+?\.example/)![0];
  const page = await visit();
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(address);
  await page.getByLabel("Password", { exact: true }).fill("whatever they may think of");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("The email address or the password is not right.");
  // Nor by the way of a forgotten password, which tells nobody whether an address is known.
  await page.goto("/forgotten");
  await page.getByLabel("Email address").fill(address);
  await page.getByRole("button", { name: "Send instructions" }).click();
  await expect(page).toHaveURL(/forgotten\/sent/);
});
