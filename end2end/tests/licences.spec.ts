/** A12: licences are listed, activated on machines with a token that verifies offline, and deactivated. */
import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import type { Page } from "@playwright/test";
import { giveRoles } from "../support/database.ts";
import { expect, people, test } from "../support/test.ts";

test.use({ start: "demo", copy: "licences", as: "eva" });

const account = "nordic-freight";
const licences = `/a/${account}/licences`;
const main = (page: Page) => page.getByRole("main");
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });
const row = (page: Page, product: string) => page.getByRole("row").filter({ has: page.getByRole("link", { name: product, exact: true }) });

async function open(page: Page, product: string): Promise<void> {
  await page.goto(licences);
  await main(page).getByRole("link", { name: product, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: product })).toBeVisible();
}

/** The token that stands on the page. */
async function token(page: Page): Promise<string> {
  const text = await page.locator(".told__secret").textContent();
  return text!.trim();
}

/** What a token says, once node's own cryptography has verified it with the served key and nothing else. */
async function verified(page: Page, compact: string): Promise<Record<string, unknown>> {
  const answer = await page.request.get("/licence-key.json");
  expect(answer.headers()["content-type"]).toBe("application/jwk-set+json");
  const { keys } = (await answer.json()) as { keys: (JsonWebKey & { kid: string })[] };
  const [header, claims, signature] = compact.split(".");
  const { alg, kid } = JSON.parse(Buffer.from(header!, "base64url").toString()) as { alg: string; kid: string };
  expect(alg).toBe("EdDSA");
  const jwk = keys.find((key) => key.kid === kid)!;
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const check = (text: string) => verify(null, Buffer.from(text), key, Buffer.from(signature!, "base64url"));
  expect(check(`${header}.${claims}`)).toBe(true);
  expect(check(`${header}.${claims!.slice(0, -2)}AA`)).toBe(false);
  return JSON.parse(Buffer.from(claims!, "base64url").toString()) as Record<string, unknown>;
}

test("are listed with seats and state, filtered and sorted by the address", async ({ page }) => {
  await page.goto(`/a/${account}/users`);
  await page.getByRole("navigation", { name: "Portico" }).getByRole("link", { name: "Licences" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Licences" })).toBeVisible();
  await expect(row(page, "Gate Control")).toContainText("3 of 3");
  await expect(row(page, "Ferry Desk")).toContainText("Expired");
  await expect(row(page, "Cold Chain Monitor")).toContainText("Revoked");
  await expect(row(page, "Weighbridge Link")).toContainText("Ends soon");
  await expect(main(page).getByRole("rowheader").first()).toContainText("Ferry Desk");
  await page.getByLabel("In order of").selectOption("product");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/sort=product/);
  await expect(main(page).getByRole("rowheader").first()).toContainText("Cold Chain Monitor");
  await page.getByLabel("Product, key or machine").fill("scale-5");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(main(page).getByRole("rowheader")).toHaveCount(1);
  await expect(row(page, "Weighbridge Link")).toBeVisible();
  await page.goto(`${licences}?q=nothing-like-it`);
  await expect(page.getByRole("heading", { name: "No licence matches" })).toBeVisible();
  await page.goto(`${licences}?state=expired`);
  await expect(main(page).getByRole("rowheader")).toHaveCount(1);
});

test("are activated by keyboard; the token verifies offline, and the seat is free again after", async ({ page, expectAccessible, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, "Weighbridge Link");
  await page.getByRole("link", { name: "Activate machine" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Activate Weighbridge Link on a machine" });
  await expect(dialog).toContainText("5 seats are free.");
  await dialog.getByLabel("Machine id").fill("gate 7");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toContainText("holds a space");
  await dialog.getByLabel("Machine id").fill("SCALE-9");
  await dialog.getByLabel("Name").fill("Weighbridge, Narvik");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("status")).toContainText("scale-9 has seat 4 now.");
  await expectAccessible(page);
  const given = await token(page);
  const claims = await verified(page, given);
  expect(claims).toMatchObject({ product: "SCALES", machine: "scale-9", seat: 4 });
  expect(claims["exp"]).toBeGreaterThan(claims["iat"] as number);
  await dialog.getByRole("button", { name: "Copy token" }).click();
  await expect(dialog.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(given);
  const download = page.waitForEvent("download");
  await dialog.getByRole("link", { name: "Download token" }).click();
  expect((await download).suggestedFilename()).toBe("scale-9.licence");
  await dialog.getByRole("link", { name: "Done" }).click();
  await expect(dialog).toHaveCount(0);

  // The same machine gets its token again, and no second seat.
  await page.reload();
  await expect(main(page)).toContainText("4 of 8");
  await page.getByRole("link", { name: "Activate machine" }).click();
  await dialog.getByLabel("Machine id").fill("scale-9");
  await dialog.getByRole("button", { name: "Activate machine" }).click();
  await expect(dialog.getByRole("status")).toContainText("scale-9 has seat 4 already.");
  expect(await verified(page, await token(page))).toMatchObject({ jti: claims["jti"], seat: 4 });
  await dialog.getByRole("link", { name: "Done" }).click();

  await page.reload();
  await page.getByRole("link", { name: "Deactivate Weighbridge, Narvik" }).click();
  const sure = page.getByRole("alertdialog", { name: "Deactivate Weighbridge Link on Weighbridge, Narvik?" });
  await expect(sure.getByRole("link", { name: "Keep it active" })).toBeFocused();
  await sure.getByRole("button", { name: "Deactivate machine" }).click();
  await expect(said(page, "The machine was deactivated.")).toBeVisible();
  await expect(main(page)).toContainText("3 of 8");
  await page.goto(`/a/${account}/history`);
  await expect(main(page)).toContainText("Licence deactivated on a machine");
  expect(await page.content()).not.toContain(given);
});

test("that are full, expired or revoked say why nothing can be activated", async ({ page }) => {
  for (const [product, why] of [
    ["Gate Control", "All seats are in use."],
    ["Ferry Desk", "This licence has expired."],
    ["Cold Chain Monitor", "This licence was revoked"],
  ] as const) {
    await open(page, product);
    await expect(main(page)).toContainText(why);
    await expect(page.getByRole("link", { name: "Activate machine" })).toHaveCount(0);
  }
});

test("are for those with the role alone", async ({ page, visit, server, problems }) => {
  problems.allow(/status of 403/);
  await page.goto(licences);
  const address = await main(page).getByRole("link", { name: "Gate Control", exact: true }).getAttribute("href");
  const bo = await visit({ as: "bo" });
  for (const roles of [[], ["make_purchases"], ["pay_invoices"]]) {
    await giveRoles(server, people.bo, roles);
    await bo.goto(`/a/${account}/profile`);
    await expect(bo.getByRole("link", { name: "Licences" })).toHaveCount(0);
    for (const path of [licences, address!, `${address}/activate`, `${licences}/019a0000-0000-7000-8000-000000000000`]) {
      expect((await bo.request.get(path)).status(), `${path} with ${roles}`).toBe(403);
    }
  }
  await giveRoles(server, people.bo, ["activate_licenses"]);
  await bo.goto(`/a/${account}/profile`);
  await bo.getByRole("link", { name: "Licences" }).click();
  await expect(row(bo, "Gate Control")).toContainText("3 of 3");
  await expect(main(bo)).toContainText("Activate Licenses");
  await giveRoles(server, people.bo, []);
  expect((await bo.request.get(licences)).status(), "a role that ended").toBe(403);
});

test.describe("Without the script", () => {
  test.use({ javaScriptEnabled: false });

  test("are activated and deactivated", async ({ page, problems }) => {
    problems.allow(/status of 422/);
    await open(page, "Route Planner Pro");
    await page.getByRole("link", { name: "Activate machine" }).click();
    await page.getByLabel("Machine id").fill("no good");
    await page.getByLabel("Name").fill("Office, Bergen");
    const [refused] = await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === "POST"),
      page.getByRole("button", { name: "Activate machine" }).click(),
    ]);
    expect(refused.status()).toBe(422);
    await expect(page.getByRole("alert")).toContainText("Machine id holds a space");
    await expect(page.getByLabel("Machine id")).toHaveValue("no good");
    await expect(page.getByLabel("Name")).toHaveValue("Office, Bergen");
    await page.getByLabel("Machine id").fill("bergen-1");
    const [answer] = await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === "POST"),
      page.getByRole("button", { name: "Activate machine" }).click(),
    ]);
    expect(answer.headers()["cache-control"]).toContain("no-store");
    expect(await verified(page, await token(page))).toMatchObject({ product: "ROUTES-PRO", machine: "bergen-1" });
    await expect(page.getByRole("link", { name: "Download token" })).toBeVisible();
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByRole("link", { name: "Deactivate Office, Bergen" }).click();
    await page.getByRole("button", { name: "Deactivate machine" }).click();
    await expect(page.getByText("The machine was deactivated.")).toBeVisible();
  });
});
