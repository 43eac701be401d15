/** A10: an invoice is paid with the sandbox: success, decline, a lost answer, a question. With and without the script. */
import type { Page } from "@playwright/test";
import { expect, people, test } from "../support/test.ts";
import { type Server, startServer } from "../support/server.ts";

type Visit = (options: { baseURL: string; javaScriptEnabled: boolean }) => Promise<Page>;

test.use({ start: "demo", copy: "payments" });

const invoices = "/a/nordic-freight/invoices";

/** The address of an invoice that nobody has paid yet. */
async function openInvoice(page: Page): Promise<string> {
  const lists = await Promise.all(
    ["open", "overdue"].map(async (status) => (await page.request.get(`${invoices}?status=${status}&kind=invoice`)).text()),
  );
  const found = lists.join("").match(new RegExp(`${invoices}/[0-9a-f-]{36}(?=")`));
  expect(found, "an open invoice is listed").not.toBeNull();
  return found![0];
}

async function pay(page: Page, invoice: string, card: RegExp): Promise<void> {
  await page.goto(`${invoice}/pay`);
  await expect(page.getByText("This is a sandbox: no money moves.")).toBeVisible();
  const field = page.getByLabel("Test card");
  const words = await field.getByRole("option").filter({ hasText: card }).innerText();
  await field.selectOption({ label: words.trim() });
  await page.getByRole("button", { name: /^Pay / }).click();
}

const title = (page: Page, words: string) => page.getByRole("heading", { level: 1, name: words });

test("who has no role for it cannot pay", async ({ visit, problems }) => {
  problems.allow(/status of 403/);
  const eva = await visit({ as: "eva" });
  const invoice = await openInvoice(eva);
  const page = await visit({ as: "bo" });
  const answer = await page.goto(`${invoice}/pay`);
  expect(answer?.status()).toBe(403);
  await expect(page.getByRole("heading", { name: "This is not yours to open" })).toBeVisible();
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "With the script" : "Without it", () => {
    // Each half pays the invoices of its own server.
    let server: Server;
    test.beforeAll(async ({ server: shared }) => {
      server = javaScriptEnabled ? shared : await startServer({ demo: true });
    });
    test.afterAll(async () => {
      if (!javaScriptEnabled) await server.stop();
    });

    /** The holder's page, signed in. */
    async function open(visit: Visit): Promise<Page> {
      const page = await visit({ baseURL: server.url, javaScriptEnabled });
      await page.goto("/sign-in");
      await page.getByLabel("Email address").fill(people.eva);
      await page.getByLabel("Password", { exact: true }).fill(server.logins.find(({ email }) => email === people.eva)!.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).not.toHaveURL(/sign-in/);
      return page;
    }

    test("an invoice is paid, and its receipt is mailed", async ({ visit, expectAccessible }) => {
      const page = await open(visit);
      const invoice = await openInvoice(page);
      await page.goto(`${invoice}/pay`);
      const number = (await title(page, "Pay invoice").innerText()).replace("Pay invoice ", "");
      if (javaScriptEnabled) await expectAccessible(page);
      await pay(page, invoice, /pays at once/);
      await expect(title(page, "Payment received")).toBeVisible();
      await expect(page.getByText(`was paid for invoice ${number}.`)).toBeVisible();
      await expect(page.getByText("Test card ending in 4242")).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page);

      await expect.poll(async () => (await page.request.get("/dev/mailbox")).text()).toContain(`Payment of invoice ${number} received`);
      await page.goto(`${invoice}/pay`);
      await expect(page.getByText("Nothing is left to pay.")).toBeVisible();
      await expect(page.getByRole("button", { name: /^Pay / })).toHaveCount(0);
    });

    test("a declined card says why, and another one pays", async ({ visit, expectAccessible }) => {
      const page = await open(visit);
      const invoice = await openInvoice(page);
      await pay(page, invoice, /not enough money/);
      await expect(title(page, "Payment declined")).toBeVisible();
      await expect(page.getByText("Nothing was paid. There is not enough money on the card.")).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page);
      await page.getByRole("link", { name: "Try again" }).click();
      await expect(title(page, "Pay invoice")).toBeVisible();
      await pay(page, invoice, /pays at once/);
      await expect(title(page, "Payment received")).toBeVisible();
    });

    test("an answer that gets lost is found out while one waits", async ({ visit }) => {
      const page = await open(visit);
      await pay(page, await openInvoice(page), /the answer gets lost/);
      // It may have been found out already.
      await expect(title(page, "Payment under way").or(title(page, "Payment received"))).toBeVisible();
      await expect(title(page, "Payment received")).toBeVisible({ timeout: 20_000 });
    });

    test("a bank that asks is answered, or the payment cancelled", async ({ visit, expectAccessible }) => {
      const page = await open(visit);
      const invoice = await openInvoice(page);
      await pay(page, invoice, /asks you to confirm/);
      await expect(title(page, "Confirm the payment")).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page);
      // Whoever wants to pay it too is led to this payment.
      const payment = page.url();
      await page.goto(`${invoice}/pay`);
      await page.getByRole("link", { name: "See how it stands" }).click();
      await expect(page).toHaveURL(payment);
      await page.getByRole("button", { name: "Cancel payment" }).click();
      await expect(title(page, "Payment cancelled")).toBeVisible();
      await page.getByRole("link", { name: "Try again" }).click();
      await expect(title(page, "Pay invoice")).toBeVisible();
      await pay(page, invoice, /asks you to confirm/);
      await page.getByRole("button", { name: "Confirm payment" }).click();
      await expect(title(page, "Payment received")).toBeVisible();
    });
  });
}

test("a double click pays once", async ({ visit }) => {
  const page = await visit({ as: "eva" });
  const invoice = await openInvoice(page);
  await page.goto(`${invoice}/pay`);
  await page.getByRole("button", { name: /^Pay / }).dblclick();
  await expect(title(page, "Payment received")).toBeVisible();
  await expect(page.getByText("Thank you.")).toBeVisible();
  await page.goto(`${invoice}/pay`);
  await expect(page.getByText("Nothing is left to pay.")).toBeVisible();
});
