/** A11: the catalogue, orders that are priced beforehand and placed once, and what becomes of them. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { giveRoles } from "../support/database.ts";
import { expect, people, type Server, test } from "../support/test.ts";

test.use({ start: "demo", copy: "orders", as: "eva" });

const account = "nordic-freight";
const products = `/a/${account}/products`;
const orders = `/a/${account}/orders`;
const main = (page: Page) => page.getByRole("main");
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });
const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

/** The operator's command, beside the running server. */
async function portico(server: Server, ...command: string[]): Promise<void> {
  await promisify(execFile)(process.env["PORTICO_BIN"]!, [...command, "--data", server.data]);
}

async function order(page: Page, product: string): Promise<void> {
  await page.goto(products);
  await page.getByRole("link", { name: `Order ${product}` }).click();
  await expect(page.getByRole("heading", { level: 2, name: product })).toBeVisible();
}

test("something is ordered: priced beforehand, delivered at once on credit, with its invoice and licence", async ({ page, server }) => {
  await portico(server, "credit", "set", "--account", account, "--currency", "SEK", "--limit", "900000");
  await page.goto(`/a/${account}/users`);
  await page.getByRole("navigation", { name: "Portico" }).getByRole("link", { name: "Products" }).click();
  await expect(main(page)).toContainText("Prices are in SEK, for one of each, without tax.");
  await expect(row(page, "Gate Control")).toContainText("1 seat for 12 months");
  await page.getByRole("link", { name: "Order Gate Control" }).click();
  // Nothing is ordered whose price was not shown for as many.
  await expect(page.getByLabel("How many")).toHaveValue("1");
  await expect(page.getByRole("button", { name: "Place order" })).toHaveCount(0);
  await page.getByLabel("How many").fill("2");
  await page.getByRole("button", { name: "Work out the price" }).click();
  await expect(page).toHaveURL(/quantity=2/);
  await expect(page.getByLabel("How many")).toHaveCount(0);
  await page.getByRole("link", { name: "Change quantity" }).click();
  await page.getByLabel("How many").fill("2");
  await page.getByRole("button", { name: "Work out the price" }).click();
  await expect(main(page)).toContainText("SEK 6,000.00");
  await expect(main(page)).toContainText("It is delivered at once, on your credit.");
  await page.getByRole("button", { name: "Place order" }).dblclick();
  await expect(said(page, "The order was placed.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Order 4" })).toBeVisible();
  await expect(main(page)).toContainText("Delivered");
  await expect(main(page)).toContainText("SEK 6,000.00");
  await expect(main(page)).toContainText(/0 of 2 seats in use/);
  await page.goto(orders);
  await expect(main(page).getByRole("rowheader").first()).toContainText("Order 4");
  await expect(main(page).getByRole("rowheader")).toHaveCount(4);
});

test("what is beyond the credit waits, and the operator or the buyer ends that", async ({ page, server }) => {
  await portico(server, "credit", "set", "--account", account, "--currency", "SEK", "--limit", "1000");
  const place = async () => {
    await order(page, "Support around the clock");
    await page.getByLabel("How many").fill("3");
    await page.getByRole("button", { name: "Work out the price" }).click();
    await expect(main(page)).toContainText("It is more than your credit has left");
    await page.getByRole("button", { name: "Place order" }).click();
    await expect(main(page)).toContainText("Waits for approval");
    return (await page.getByRole("heading", { level: 1 }).textContent())!.replace("Order ", "");
  };
  const approved = await place();
  await portico(server, "order", "approve", "--account", account, "--order", approved);
  await page.reload();
  await expect(main(page)).toContainText("Delivered");
  const refused = await place();
  await portico(server, "order", "refuse", "--account", account, "--order", refused);
  await page.reload();
  await expect(main(page)).toContainText("The seller refused it. Its invoice is void");
  await place();
  await page.getByRole("link", { name: "Cancel order" }).click();
  const sure = page.getByRole("alertdialog");
  await expect(sure.getByRole("link", { name: "Keep order" })).toBeFocused();
  await sure.getByRole("button", { name: "Cancel order" }).click();
  await expect(said(page, "The order was cancelled.")).toBeVisible();
  await expect(main(page)).toContainText("Cancelled");
});

test("a price that changed meanwhile is told, and nothing is ordered", async ({ page, server, problems }) => {
  problems.allow(/status of 422/);
  await order(page, "Training day");
  await expect(main(page)).toContainText("One is SEK 8,000.00 without tax.");
  await page.getByRole("button", { name: "Work out the price" }).click();
  await expect(main(page)).toContainText("SEK 10,000.00");
  await portico(server, "product", "price", "--sku", "TRAINING", "--currency", "SEK", "--price", "9000");
  await page.getByRole("button", { name: "Place order" }).click();
  await expect(page.getByRole("alert")).toContainText("The price changed meanwhile: it is SEK 11,250.00 with tax now.");
  await page.getByRole("link", { name: "Show what it costs now" }).click();
  await expect(main(page)).toContainText("SEK 11,250.00");
});

test("a licence that ends soon is renewed", async ({ page }) => {
  await page.goto(`/a/${account}/licences`);
  await main(page).getByRole("link", { name: "Ferry Desk", exact: true }).click();
  await page.getByRole("link", { name: "Renew licence" }).click();
  await expect(main(page)).toContainText("Then it holds until");
  await page.getByRole("button", { name: "Order renewal" }).click();
  await expect(said(page, "The order was placed.")).toBeVisible();
  await expect(main(page)).toContainText("Renewal of Ferry Desk");
});

test("are for those with the role alone, who see no keys", async ({ page, visit, server, problems }) => {
  problems.allow(/status of 403/);
  await page.goto(orders);
  const address = await main(page).getByRole("link", { name: "Order 1", exact: true }).getAttribute("href");
  const bo = await visit({ as: "bo" });
  for (const roles of [[], ["activate_licenses"], ["pay_invoices"]]) {
    await giveRoles(server, people.bo, roles);
    await bo.goto(`/a/${account}/profile`);
    await expect(bo.getByRole("link", { name: "Products" })).toHaveCount(0);
    for (const path of [products, orders, address!, `${orders}/019a0000-0000-7000-8000-000000000000`]) {
      expect((await bo.request.get(path)).status(), `${path} with ${roles}`).toBe(403);
    }
  }
  await giveRoles(server, people.bo, ["make_purchases"]);
  await bo.goto(address!);
  await expect(main(bo)).toContainText("Its licence is for those who have the role Activate Licenses.");
  expect(await bo.content()).not.toMatch(/([0-9A-Z]{5}-){4}[0-9A-Z]{5}/);
  await giveRoles(server, people.bo, []);
});

test.describe("Without the script", () => {
  test.use({ javaScriptEnabled: false });

  test("something is ordered and cancelled", async ({ page, server }) => {
    await portico(server, "credit", "set", "--account", account, "--currency", "SEK", "--limit", "1000");
    await page.goto(products);
    await page.getByRole("link", { name: "Order On-site setup" }).click();
    await page.getByLabel("How many").fill("many");
    await page.getByRole("button", { name: "Work out the price" }).click();
    await expect(page.getByRole("alert")).toContainText("Quantity “many” is not a whole number from 1 to 1000.");
    await page.getByLabel("How many").fill("4");
    await page.getByRole("button", { name: "Work out the price" }).click();
    await expect(main(page)).toContainText("SEK 60,000.00");
    await page.getByRole("button", { name: "Place order" }).click();
    await expect(page.getByText("The order was placed.")).toBeVisible();
    await page.getByRole("link", { name: "Cancel order" }).click();
    await page.getByRole("button", { name: "Cancel order" }).click();
    await expect(page.getByText("The order was cancelled.")).toBeVisible();
  });
});
