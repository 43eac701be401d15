/** Invoices: who sees them, the list in its address, one of them, and the files. */
import { sql } from "../support/database.ts";
import { expect, people, test } from "../support/test.ts";

test.use({ start: "demo", as: "eva", copy: "invoices" });

const invoices = "/a/nordic-freight/invoices";

test("the holder finds what is overdue, opens it and goes back", async ({ page }) => {
  await page.goto("/a/nordic-freight/users");
  await page.getByRole("navigation", { name: "Portico" }).getByRole("link", { name: "Invoices" }).click();
  await expect(page.getByRole("heading", { name: "Invoices", level: 1 })).toBeVisible();
  await expect(page.getByText(/^Left to pay: EUR/)).toBeVisible();
  await page.getByLabel("Status").selectOption("Overdue");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/status=overdue/);
  const rows = page.getByRole("table").locator("tbody tr");
  await expect(rows.filter({ hasNotText: "Overdue" })).toHaveCount(0);
  const number = await rows.first().getByRole("link").innerText();
  await rows.first().getByRole("link").click();
  await expect(page.getByRole("heading", { name: `Invoice ${number}` })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(number));
  await page.goBack();
  await expect(page).toHaveURL(/status=overdue/);
  await expect(page.getByLabel("Status")).toHaveValue("overdue");
});

test("order, pages and words are in the address", async ({ page, visit }) => {
  await page.goto(`${invoices}?sort=oldest`);
  const first = page.getByRole("table").locator("tbody tr").first().getByRole("link");
  await expect(first).toHaveText("NP-00001");
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL(/sort=oldest.*after=/);
  await expect(first).not.toHaveText("NP-00001");
  // A link that is shared shows the same.
  const other = await visit({ as: "eva" });
  await other.goto(page.url());
  await expect(other.getByRole("table").locator("tbody tr").first().getByRole("link")).toHaveText(await first.innerText());
  await page.getByRole("link", { name: "First page" }).click();
  await expect(first).toHaveText("NP-00001");
  await page.goto(`${invoices}?q=tokyo`);
  await expect(page.getByRole("table").locator("tbody tr")).toHaveCount(1);
  await expect(page.getByRole("cell", { name: /JPY\s96,000/ }).first()).toBeVisible();
  await page.goto(`${invoices}?q=nothing-is-called-so`);
  await expect(page.getByRole("heading", { name: "No invoice matches" })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Show all" }).last().click();
  await expect(page).toHaveURL(new RegExp(`${invoices}$`));
});

test("a summary, a credit note and what is void say what they are", async ({ page }) => {
  await page.goto(`${invoices}?kind=summary`);
  await page.getByRole("link", { name: /^HMS-/ }).click();
  await expect(page.getByRole("heading", { name: "Invoices that it gathers" })).toBeVisible();
  await page.getByRole("link", { name: /^HM\d/ }).first().click();
  await expect(page.getByRole("heading", { name: "Summary invoice that gathers it" })).toBeVisible();
  await page.goto(`${invoices}?kind=credit_note`);
  await page.getByRole("link", { name: /^NP-C-/ }).click();
  await expect(page.getByText("Total taken back")).toBeVisible();
  await page.getByRole("link", { name: /^NP-\d/ }).click();
  await expect(page.getByText("Going live at Oslo terminal")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Credit notes" })).toBeVisible();
  await page.goto(`${invoices}?status=void`);
  await page.getByRole("link", { name: /^NP-/ }).click();
  await expect(page.getByText("Invoiced twice by mistake")).toBeVisible();
});

test("the files come down", async ({ page }) => {
  await page.goto(`${invoices}?sort=oldest`);
  const [csv] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export as CSV" }).click()]);
  expect(csv.suggestedFilename()).toBe("invoices-nordic-freight.csv");
  await page.getByRole("link", { name: "NP-00001" }).click();
  const [pdf] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download PDF" }).click()]);
  expect(pdf.suggestedFilename()).toBe("invoice-NP-00001.pdf");
  const answer = await page.request.get(`${page.url()}/invoice.pdf`);
  expect(answer.headers()["content-type"]).toBe("application/pdf");
  expect((await answer.body()).subarray(0, 5).toString()).toBe("%PDF-");
});

test("with the script off it is whole", async ({ visit }) => {
  const page = await visit({ as: "eva", javaScriptEnabled: false });
  await page.goto(invoices);
  await page.getByLabel("Number or words").fill("tokyo");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/q=tokyo/);
  await page.getByRole("table").getByRole("link").click();
  await expect(page.getByText("Messaging workshop, Tokyo")).toBeVisible();
  await expect(page.getByRole("link", { name: "Download PDF" })).toBeVisible();
});

test("who has the role sees them, and who has not is told why", async ({ page, visit, server, problems }) => {
  problems.allow(/status of 403/);
  await page.goto(`${invoices}?sort=oldest`);
  await page.getByRole("link", { name: "NP-00001" }).click();
  await expect(page.getByRole("heading", { name: "Invoice NP-00001" })).toBeVisible();
  const path = new URL(page.url()).pathname;

  const jon = await visit({ as: "jon" });
  await jon.goto("/a/nordic-freight/users");
  await expect(jon.getByRole("navigation", { name: "Portico" }).getByRole("link", { name: "Invoices" })).toHaveCount(0);
  for (const refused of [invoices, path, `${invoices}/019a0000-0000-7000-8000-000000000000`, `${path}/invoice.pdf`, `${invoices}/export.csv`]) {
    const answer = await jon.request.get(refused);
    expect(answer.status(), refused).toBe(403);
    expect(await answer.text(), refused).toContain("This takes the role View and Pay Invoices");
  }

  await sql(server, `update users set roles = '{pay_invoices}' where handle = '${people.jon}'`);
  await jon.goto(invoices);
  await expect(jon.getByRole("navigation", { name: "Portico" }).getByRole("link", { name: "Invoices" })).toBeVisible();
  await expect(jon.getByText("Your role is View and Pay Invoices; the account holder gave it.")).toBeVisible();
  expect((await jon.request.get(`${path}/invoice.pdf`)).status()).toBe(200);
  expect((await jon.request.get(`${invoices}/019a0000-0000-7000-8000-000000000000`)).status()).toBe(404);
});
