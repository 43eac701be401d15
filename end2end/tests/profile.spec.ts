/** A2: one's own contact information, and the company's for the account holder. */
import type { Page } from "@playwright/test";
import { expect, test } from "../support/test.ts";

test.use({ start: "demo", copy: "profile", as: "eva" });

const profile = "/a/nordic-freight/profile";
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });
const property = (page: Page, name: string) => page.getByRole("term").filter({ hasText: new RegExp(`^${name}$`) }).locator("xpath=following-sibling::dd[1]");

test("every field of the contact information can be edited and is shown as saved", async ({ page }) => {
  await page.goto(profile);
  await page.getByRole("link", { name: "Edit contact information" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Eva Lind");
  await page.getByLabel("Name", { exact: true }).fill("  Eva   Maria Lind ");
  await page.getByLabel("Phone (optional)", { exact: true }).fill("08-505 010 00");
  await page.getByLabel("Country of the phone number").selectOption("Sweden");
  await page.getByLabel("Language").selectOption("Svenska");
  await page.getByLabel("Time zone").selectOption("Europe/Stockholm");
  await page.getByRole("button", { name: "Save contact information" }).click();
  await expect(said(page, "Your contact information was saved.")).toBeVisible();
  await expect(page).toHaveURL(`${profile}?done=profile-saved`);
  const shown = async () => {
    await expect(property(page, "Name")).toHaveText("Eva Maria Lind");
    await expect(property(page, "Email")).toHaveText("eva.lind@nordicfreight.example");
    await expect(property(page, "Phone")).toHaveText("+46 8 505 010 00");
    await expect(property(page, "Language")).toHaveText("Svenska");
    await expect(property(page, "Time zone")).toHaveText("Europe/Stockholm");
  };
  await shown();
  await page.goto(profile);
  await shown();
  await page.goto(`${profile}/contact`);
  await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Stockholm");
  await expect(page.getByLabel("Phone (optional)", { exact: true })).toHaveValue("+46 8 505 010 00");
});

test("a phone number can be typed in any common form", async ({ page }) => {
  for (const [typed, country, shown] of [
    ["+46 (0)8 505 010 00", "No country", "+46 8 505 010 00"],
    ["0046850501001", "Germany", "+46 8 505 010 01"],
    ["(415) 555-2671", "United States", "+1 415-555-2671"],
    ["030 901820", "Germany", "+49 30 901820"],
    ["", "Sweden", "–"],
  ] as const) {
    await page.goto(`${profile}/contact`);
    await page.getByLabel("Phone (optional)", { exact: true }).fill(typed);
    const countries = page.getByLabel("Country of the phone number");
    const value = await countries.getByRole("option", { name: new RegExp(`^${country}`) }).first().getAttribute("value");
    await countries.selectOption(value);
    await page.getByRole("button", { name: "Save contact information" }).click();
    await expect(said(page, "Your contact information was saved.")).toBeVisible();
    await expect(property(page, "Phone")).toHaveText(shown);
  }
});

test("what is wrong is named, and what was typed stays", async ({ page, problems }) => {
  problems.allow(/status of 422/);
  await page.goto(`${profile}/contact`);
  const name = page.getByLabel("Name", { exact: true });
  const phone = page.getByLabel("Phone (optional)", { exact: true });
  const before = await name.inputValue();
  await name.fill("Somebody Else");
  await phone.fill("12 34");
  await page.getByLabel("Country of the phone number").selectOption("Sweden");
  await page.getByLabel("Language").selectOption("Deutsch");
  await page.getByRole("button", { name: "Save contact information" }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await expect(summary).toContainText("Your contact information was not saved");
  await expect(page).toHaveTitle(/^Error: Edit contact information/);
  await expect(phone).toHaveAccessibleDescription(/“12 34” is not a number of Sweden/);
  await expect(phone).toHaveValue("12 34");
  await expect(name).toHaveValue("Somebody Else");
  await expect(page.getByLabel("Language")).toHaveValue("de");
  await summary.getByRole("link", { name: /^Phone/ }).click();
  await expect(phone).toBeFocused();

  await phone.fill("08-505 010 00");
  await page.getByLabel("Country of the phone number").selectOption("");
  await page.getByRole("button", { name: "Save contact information" }).click();
  await expect(phone).toHaveAccessibleDescription(/has no country code/);

  await name.fill("  ");
  await page.getByRole("button", { name: "Save contact information" }).click();
  await expect(name).toHaveAccessibleDescription("Name is missing; write your name.");
  await expect(summary.getByRole("link", { name: "Name is missing; write your name." })).toBeVisible();
  await page.goto(profile);
  await expect(property(page, "Name")).toHaveText(before);
});

test("the list of countries has all 249, by name", async ({ page }) => {
  for (const [path, label] of [["contact", "Country of the phone number"], ["company", "Country (optional)"]] as const) {
    await page.goto(`${profile}/${path}`);
    const options = await page.getByLabel(label).getByRole("option").evaluateAll((all) => all.map((one) => [(one as HTMLOptionElement).value, one.textContent ?? ""] as const));
    const countries = options.filter(([code]) => code !== "");
    expect(countries).toHaveLength(249);
    expect(new Set(countries.map(([code]) => code)).size).toBe(249);
    const names = countries.map(([, name]) => name);
    expect(names).toEqual([...names].sort(new Intl.Collator("en").compare));
  }
});

test.describe("The company", () => {
  test("is the account holder's to edit", async ({ page }) => {
    await page.goto(profile);
    await expect(property(page, "VAT or tax id")).toHaveText("SE556677889901");
    await page.getByRole("link", { name: "Edit company" }).click();
    await page.getByLabel("Company (optional)").fill("Nordic Freight Aktiebolag");
    await page.getByLabel("Address (optional)").fill("Hamngatan 5\n411 07 Göteborg");
    await page.getByLabel("Country (optional)").selectOption("Norway");
    await page.getByLabel("VAT or tax id (optional)").fill("NO 999 888 777");
    await page.getByRole("button", { name: "Save company" }).click();
    await expect(said(page, "The company’s details were saved.")).toBeVisible();
    await expect(property(page, "Company")).toHaveText("Nordic Freight Aktiebolag");
    await expect(property(page, "Address")).toHaveText("Hamngatan 5\n411 07 Göteborg", { useInnerText: true });
    await expect(property(page, "Country")).toHaveText("Norway");
    await expect(property(page, "VAT or tax id")).toHaveText("NO 999 888 777");
    await page.getByRole("link", { name: "Edit company" }).click();
    await expect(page.getByLabel("Address (optional)")).toHaveValue("Hamngatan 5\n411 07 Göteborg");
    await expect(page.getByLabel("Country (optional)")).toHaveValue("NO");
  });

  test("is nobody else's", async ({ visit, problems }) => {
    problems.allow(/status of 403/);
    const page = await visit({ as: "anna" });
    await page.goto(profile);
    await expect(property(page, "Name")).toHaveText("Anna Berg");
    await expect(page.getByText("VAT or tax id")).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Edit company" })).toHaveCount(0);
    const answer = await page.goto(`${profile}/company`);
    expect(answer?.status()).toBe(403);
    await expect(page.getByText("Only the account holder may do this.")).toBeVisible();
    const form = { account: "nordic-freight", "company[company]": "Mine now", "company[version]": "1" };
    expect((await page.request.post("/api/profile/edit_company", { form })).status()).toBe(403);
    expect(await (await page.request.get(profile)).text()).not.toContain("Aktiebolag");
  });
});

test("an edit meanwhile in another tab is shown, and nothing is overwritten unasked", async ({ visit, problems }) => {
  problems.allow(/status of 409/);
  const page = await visit({ as: "anna" });
  const other = await page.context().newPage();
  await page.goto(`${profile}/contact`);
  await other.goto(`${profile}/contact`);
  await other.getByLabel("Name", { exact: true }).fill("Anna Berg-Theirs");
  await other.getByRole("button", { name: "Save contact information" }).click();
  await expect(said(other, "Your contact information was saved.")).toBeVisible();

  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Anna Berg-Mine");
  await page.getByRole("button", { name: "Save contact information" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByRole("alert")).toContainText("Somebody changed this while you were editing.");
  await expect(name).toHaveAccessibleDescription("Meanwhile changed to “Anna Berg-Theirs”.");
  await expect(name).toHaveValue("Anna Berg-Mine");
  await other.goto(profile);
  await expect(property(other, "Name")).toHaveText("Anna Berg-Theirs");
  await page.getByRole("button", { name: "Save contact information" }).click();
  await expect(said(page, "Your contact information was saved.")).toBeVisible();
  await expect(property(page, "Name")).toHaveText("Anna Berg-Mine");
  // The bar knows it too.
  await expect(page.getByRole("button", { name: "Your menu, Anna Berg-Mine" })).toBeVisible();
});
