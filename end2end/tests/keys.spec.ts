/** The account holder makes keys for programs and ends them; the API answers to them and describes itself. */
import type { Page } from "@playwright/test";
import { expect, test } from "../support/test.ts";

test.use({ start: "demo", copy: "programs", as: "eva" });

const profile = "/a/nordic-freight/profile";
const main = (page: Page) => page.getByRole("main");
const api = "/api/v1/accounts/nordic-freight";

/** Makes a key on the page of keys; gives what is shown once. */
async function make(page: Page, name: string): Promise<string> {
  await page.goto(`${profile}/keys/make`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("checkbox", { name: /Read the company’s details/ }).check();
  await page.getByLabel("It ends after").selectOption("30 days");
  await page.getByRole("button", { name: "Make key" }).click();
  await expect(main(page)).toContainText(`The key ${name} was made.`);
  const secret = await page.locator(".told__secret").innerText();
  expect(secret).toMatch(/^portico_key_[\w-]{43}$/);
  return secret;
}

test("a key is made, shown once, used, and refused from the moment it ends", async ({ page, request, problems, expectAccessible, shoot }) => {
  problems.allow(/status of 422/);
  await page.goto(profile);
  await main(page).getByRole("link", { name: "Keys for programs" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Keys for programs" })).toBeVisible();
  await main(page).getByRole("link", { name: "Make key" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Make key" })).toBeVisible();
  await page.getByRole("button", { name: "Make key" }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("link")).toHaveCount(2);
  await summary.getByRole("link", { name: /What the key may do/ }).click();
  await expect(page.getByRole("checkbox").first()).toBeFocused();
  await expectAccessible(page);
  await shoot(page, "make-key");
  const secret = await make(page, "Ledger bridge");
  await expectAccessible(page);
  await shoot(page, "key-made");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy key" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);

  const asked = async () => request.get(api, { headers: { Authorization: `Bearer ${secret}`, Cookie: "" } });
  expect(await (await asked()).json()).toMatchObject({ slug: "nordic-freight", name: "Nordic Freight" });
  await page.goto(`${profile}/keys`);
  const row = page.getByRole("listitem").filter({ hasText: "Ledger bridge" });
  await expect(row).toContainText("Read the company’s details");
  await expect(row).toContainText("Last used: now");
  await expect(main(page)).not.toContainText(secret);
  await expectAccessible(page);
  await shoot(page, "keys");

  await row.getByRole("link", { name: "End the key Ledger bridge" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "End the key Ledger bridge?" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "End key" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The key was ended." })).toBeVisible();
  await expect(row).toContainText("Ended on");
  expect((await asked()).status()).toBe(401);
});

test("nobody but the holder has to do with keys", async ({ visit, problems }) => {
  problems.allow(/status of 403/);
  const anna = await visit({ as: "anna" });
  await anna.goto(profile);
  await expect(main(anna).getByRole("link", { name: "Keys for programs" })).toHaveCount(0);
  for (const path of ["keys", "keys/make", "webhooks", "webhooks/add"]) {
    const answer = await anna.goto(`${profile}/${path}`);
    expect(answer?.status(), path).toBe(403);
    await expect(main(anna)).toContainText("Only the account holder may do this.");
  }
});

test("what programs can ask is a page to be read", async ({ visit, expectAccessible, shoot }) => {
  const page = await visit();
  await page.goto("/api/v1/docs");
  await expect(page.getByRole("heading", { level: 1, name: "API for programs" })).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "Make an account" }).click();
  await expect(page.getByRole("table", { name: "Body of “Make an account”" })).toContainText("holder_email");
  await expectAccessible(page);
  await shoot(page, "docs");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a key is made and shown, and what was ticked survives a fault", async ({ page, problems }) => {
    problems.allow(/status of 422/);
    await page.goto(`${profile}/keys/make`);
    await page.getByRole("checkbox").first().check();
    await page.getByRole("button", { name: "Make key" }).click();
    await expect(page.getByRole("alert")).toContainText("Name is missing");
    await expect(page.getByRole("checkbox").first()).toBeChecked();
    await page.getByLabel("Name", { exact: true }).fill("Plain bridge");
    await page.getByRole("button", { name: "Make key" }).click();
    await expect(page.locator(".told__secret")).toHaveText(/^portico_key_/);
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByRole("link", { name: "End the key Plain bridge" }).click();
    await page.getByRole("button", { name: "End key" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "Plain bridge" })).toContainText("Ended on");
  });
});
