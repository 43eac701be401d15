/** A7, A8: Primary Contacts, and who receives which mail. */
import type { Page } from "@playwright/test";
import { expect, test } from "../support/test.ts";

test.use({ start: "demo", copy: "contacts", viewport: { width: 1280, height: 1400 } });

const at = (path: string) => `/a/nordic-freight/${path}`;
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });
const row = (page: Page, name: string) => page.getByRole("row").filter({ has: page.getByRole("rowheader").filter({ hasText: name }) });

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";
  const last = javaScriptEnabled ? "Script" : "Plain";

  test(`a contact is added, edited and removed, ${how}`, async ({ visit, problems }) => {
    problems.allow(/status of 422/);
    if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
    const page = await visit({ as: "eva", javaScriptEnabled });
    const modal = async () => {
      if (javaScriptEnabled) await expect(page.locator("dialog:modal")).toBeVisible();
    };
    await page.goto(at("profile/contacts"));
    // The account holder is the first, and edited elsewhere.
    await expect(page.getByRole("row").nth(1)).toContainText("Account holder");
    await expect(page.getByRole("row").nth(1).getByRole("link", { name: "My Profile" })).toBeVisible();
    await page.getByRole("link", { name: "Add contact" }).click();
    await modal();
    await page.getByLabel("First Name").fill("Carla");
    await page.getByLabel("Important Notices").check();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toContainText("Last Name is missing");
    await expect(page.getByLabel("First Name")).toHaveValue("Carla");
    await expect(page.getByLabel("Important Notices")).toBeChecked();
    await expect(page.getByLabel("Standard Invoices")).not.toBeChecked();
    await page.getByLabel("Last Name").fill(last);
    await page.getByLabel("Email Address").fill(`carla.${last}@books.example`.toLowerCase());
    await page.getByLabel("Country").selectOption("FR");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(said(page, "The contact was added.")).toBeVisible();
    await expect(row(page, `Carla ${last}`)).toContainText("France");

    await page.getByRole("link", { name: `Edit Carla ${last}` }).click();
    await modal();
    await page.getByLabel("Summary Invoices").check();
    await page.getByLabel("Language of the mail").selectOption("de");
    await page.getByRole("button", { name: "Save contact" }).click();
    await expect(said(page, "The contact was saved.")).toBeVisible();
    await expect(row(page, `Carla ${last}`)).toContainText("Summary Invoices, Important Notices");

    await page.getByRole("link", { name: `Remove Carla ${last}` }).click();
    await modal();
    await page.getByRole("button", { name: "Remove contact" }).click();
    await expect(said(page, "The contact was removed.")).toBeVisible();
    await expect(row(page, `Carla ${last}`)).toHaveCount(0);
  });
}

test("a gap in coverage is told, closed in the matrix, and told again", async ({ visit }) => {
  const page = await visit({ as: "eva", javaScriptEnabled: false });
  const gap = page.getByText("Nobody receives Account updates.");
  await page.goto(at("profile"));
  await expect(gap).toBeVisible();
  await page.getByRole("link", { name: "See who receives what" }).click();
  await expect(gap).toBeVisible();
  const box = page.getByRole("checkbox", { name: "Per Sjöberg receives Account updates" });
  await box.check();
  await page.getByRole("button", { name: "Save coverage" }).click();
  await expect(said(page, "Who receives which mail was saved.")).toBeVisible();
  await expect(gap).toHaveCount(0);
  await expect(box).toBeChecked();
  await box.uncheck();
  await page.getByRole("button", { name: "Save coverage" }).click();
  await expect(gap).toBeVisible();
});

test("one save after another shows what it led to, and what is changed next is guarded", async ({ visit }) => {
  const page = await visit({ as: "eva" });
  await page.goto(at("profile/coverage"));
  const gap = page.getByText("Nobody receives Licence assigned.");
  const tick = async (name: string, ticked: boolean) => {
    await page.getByRole("checkbox", { name: `${name} receives Licence assigned` }).setChecked(ticked);
    const save = page.getByRole("button", { name: "Save coverage" });
    await save.click();
    // What it led to is there.
    await expect(save).not.toHaveAttribute("aria-busy");
    await expect(said(page, "Who receives which mail was saved.")).toBeVisible();
  };
  const eva = page.getByRole("row").nth(1).getByRole("rowheader").locator(".sheet__name");
  const holder = (await eva.textContent())!;
  await tick(holder, false);
  await expect(gap).toHaveCount(0);
  await tick("Magnus Pedersen", false);
  await expect(gap).toBeVisible();
  await tick("Magnus Pedersen", true);
  await expect(gap).toHaveCount(0);
  await tick(holder, true);
  await expect(page.getByRole("alert")).toHaveCount(0);

  await page.getByRole("checkbox", { name: "Magnus Pedersen receives Licence assigned" }).uncheck();
  await page.getByRole("link", { name: "Primary Contacts" }).click();
  await expect(page.getByRole("alertdialog", { name: "Leave without saving?" })).toBeVisible();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Primary Contacts" })).toBeVisible();
});

test("what was changed meanwhile is not overwritten", async ({ visit, problems }) => {
  problems.allow(/status of 409/);
  const [first, second] = [await visit({ as: "eva" }), await visit({ as: "eva" })];
  const box = (page: Page, name: string) => page.getByRole("checkbox", { name });
  for (const page of [first, second]) {
    await page.goto(at("profile/coverage"));
    await expect(page.getByRole("button", { name: "Save coverage" })).toBeVisible();
  }
  await box(first, "Thomas Keller receives Invoice created").check();
  await first.getByRole("button", { name: "Save coverage" }).click();
  await expect(said(first, "Who receives which mail was saved.")).toBeVisible();
  await box(second, "Maria Nyström receives Critical notices").check();
  await second.getByRole("button", { name: "Save coverage" }).click();
  await expect(second.getByRole("alert")).toContainText("Somebody changed this while you were editing");
  await first.reload();
  await expect(box(first, "Thomas Keller receives Invoice created")).toBeChecked();
  await expect(box(first, "Maria Nyström receives Critical notices")).not.toBeChecked();
});
