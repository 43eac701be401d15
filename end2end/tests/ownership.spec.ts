/** Access rule 6: the account is offered, accepted, declined and cancelled; everybody else sees who holds it. */
import type { Page } from "@playwright/test";
import { expect, people, test } from "../support/test.ts";

test.use({ start: "demo", copy: "ownership", as: "eva" });

const account = "nordic-freight";
const ownership = `/a/${account}/ownership`;
const profile = `/a/${account}/profile`;
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });
const main = (page: Page) => page.getByRole("main");
const summary = (page: Page) => page.getByRole("alert");

/** Offers the account on the page that is open. */
async function offer(page: Page, to: string): Promise<void> {
  await page.getByLabel("User id").fill(to);
  await page.getByLabel("The account’s name").fill("Nordic Freight");
  await page.getByRole("button", { name: "Offer the account" }).click();
  await expect(page.getByText("The account was offered.")).toBeVisible();
}

test("is offered by its typed name, accepted, and cancelled before it takes effect", async ({ page, visit, problems, expectAccessible }) => {
  problems.allow(/status of 422/);
  await page.goto(profile);
  await main(page).getByRole("link", { name: "Account ownership" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Account ownership" })).toBeVisible();
  await expect(main(page)).toContainText("The account goes over 72 hours after they accept.");
  await page.getByLabel("User id").pressSequentially("anna.b");
  await expect(page.locator(`datalist option[value="${people.anna}"]`)).toBeAttached();

  // Nothing typed, the wrong name, and somebody who cannot hold it.
  await page.getByLabel("User id").fill("");
  await page.getByRole("button", { name: "Offer the account" }).click();
  await expect(summary(page)).toBeFocused();
  await expect(summary(page).getByRole("link")).toHaveCount(2);
  await page.getByLabel("User id").fill(people.anna);
  await page.getByLabel("The account’s name").fill("nordic freight");
  await page.getByRole("button", { name: "Offer the account" }).click();
  await expect(summary(page)).toContainText("type Nordic Freight exactly as it is written");
  await expect(page).toHaveTitle("Error: Account ownership · Portico");
  await expect(page.getByLabel("User id")).toHaveValue(people.anna);
  await page.getByLabel("User id").fill(people.eva);
  await page.getByRole("button", { name: "Offer the account" }).click();
  await expect(summary(page)).toContainText("You hold this account already");
  await offer(page, people.anna);
  const pending = page.getByRole("region").or(main(page)).filter({ hasText: "Offered to Anna, head of operations" }).first();
  await expect(pending).toContainText(/You offered it on .*Anna, head of operations can accept until/);
  await expect(page.getByLabel("User id")).toHaveCount(0);
  await expectAccessible(page);
  await page.goto(profile);
  await expect(main(page)).toContainText("You offered this account to Anna, head of operations, who can accept it until");

  // Anna is told where she looks, and what it means.
  const anna = await visit({ as: "anna" });
  await anna.goto(profile);
  await expect(main(anna)).toContainText("Eva, account holder offers you this account, until");
  await anna.getByRole("link", { name: "See what that means, and answer" }).click();
  await expect(main(anna).getByRole("heading", { name: "Eva, account holder offers you this account" })).toBeVisible();
  await expectAccessible(anna);
  await anna.getByRole("button", { name: "Accept the account" }).click();
  await expect(said(anna, "You accepted the account.")).toBeVisible();
  await expect(main(anna).getByRole("heading", { name: /^You hold this account from \d.* on$/ })).toBeVisible();
  await expect(anna.getByRole("button", { name: "Accept the account" })).toHaveCount(0);
  await expectAccessible(anna);

  // Until then nothing is hers, and Bo is told nothing of it.
  await expect(main(anna)).toContainText("Eva, account holder");
  const bo = await visit({ as: "bo" });
  await bo.goto(ownership);
  await expect(main(bo)).toContainText("Eva, account holder");
  await expect(main(bo)).not.toContainText("Anna");
  await expect(bo.getByRole("button", { name: /Cancel|Accept|Offer/ })).toHaveCount(0);

  await page.goto(ownership);
  await expect(main(page).getByRole("heading", { name: /^Anna, head of operations holds this account from \d.* on$/ })).toBeVisible();
  await page.getByRole("button", { name: "Cancel offer" }).click();
  await expect(said(page, "The offer was cancelled.")).toBeVisible();
  await expect(main(page)).toContainText(/The offer of Eva, account holder to Anna, head of operations was cancelled on/);
  await expect(page.getByLabel("User id")).toBeVisible();

  // What Anna still has open is told that it is over.
  await anna.getByRole("button", { name: "Cancel the handover" }).click();
  await expect(said(anna, "The offer was cancelled.")).toBeVisible();
  await expect(main(anna)).toContainText("was cancelled on");

  await page.goto(`/a/${account}/history`);
  for (const what of ["Account offered", "Offer of the account accepted", "Offer of the account cancelled"]) {
    await expect(main(page).getByRole("listitem").or(main(page).getByRole("row")).filter({ hasText: what }).first()).toBeVisible();
  }
  await anna.goto(`${profile}/history`);
  await expect(main(anna)).toContainText("Offer of the account accepted");
});

test("is declined, by keyboard alone", async ({ page, visit }) => {
  await page.goto(ownership);
  await page.getByLabel("User id").focus();
  await page.keyboard.type(people.anna);
  await page.keyboard.press("Tab");
  await page.keyboard.type("Nordic Freight");
  await page.keyboard.press("Enter");
  await expect(said(page, "The account was offered.")).toBeVisible();
  const anna = await visit({ as: "anna" });
  await anna.goto(ownership);
  await anna.getByRole("button", { name: "Accept the account" }).focus();
  await anna.keyboard.press("Tab");
  await expect(anna.getByRole("button", { name: "Decline the account" })).toBeFocused();
  await anna.keyboard.press("Enter");
  await expect(said(anna, "You declined the account.")).toBeVisible();
  await page.goto(ownership);
  await expect(main(page)).toContainText("Anna, head of operations declined on");
});

test.describe("Without the script", () => {
  test.use({ javaScriptEnabled: false });

  test("is offered, accepted and cancelled", async ({ page, visit, problems }) => {
    problems.allow(/status of 422/);
    // Nothing uses the parts of the script that a page names, and one of these pages waits for the other.
    problems.allow(/preloaded using link preload but not used/);
    await page.goto(ownership);
    await page.getByLabel("User id").fill(people.anna);
    await page.getByLabel("The account’s name").fill("Nordic");
    await page.getByRole("button", { name: "Offer the account" }).click();
    await expect(summary(page)).toContainText("type Nordic Freight exactly as it is written");
    await expect(page).toHaveTitle("Error: Account ownership · Portico");
    await expect(page.getByLabel("The account’s name")).toHaveValue("Nordic");
    await expect(page.getByLabel("User id")).toHaveValue(people.anna);
    // A second page, from which it is offered again while it is open.
    const second = await page.context().newPage();
    await second.goto(ownership);
    await offer(page, people.anna);
    await second.getByLabel("User id").fill(people.jon);
    await second.getByLabel("The account’s name").fill("Nordic Freight");
    await second.getByRole("button", { name: "Offer the account" }).click();
    await expect(summary(second)).toContainText("The account is offered to Anna, head of operations already; cancel that offer first.");
    await expect(second.getByRole("button", { name: "Cancel offer" })).toBeVisible();

    const anna = await visit({ as: "anna", javaScriptEnabled: false });
    await anna.goto(profile);
    await anna.getByRole("link", { name: "See what that means, and answer" }).click();
    await anna.getByRole("button", { name: "Accept the account" }).click();
    await expect(anna.getByText("You accepted the account.")).toBeVisible();
    await page.goto(ownership);
    await expect(main(page).getByRole("heading", { name: /^Anna, head of operations holds this account from \d.* on$/ })).toBeVisible();
    await anna.getByRole("button", { name: "Cancel the handover" }).click();
    await expect(anna.getByText("The offer was cancelled.")).toBeVisible();
    // What was open elsewhere says what has become of it.
    await page.getByRole("button", { name: "Cancel offer" }).click();
    await expect(page.getByText("The offer was cancelled.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Offer the account" })).toBeVisible();
  });
});
