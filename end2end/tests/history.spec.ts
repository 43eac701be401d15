/** X6: what was done, by whom, to what: for those who may read it, and nothing more than they may. */
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expect, openGroups, people, test } from "../support/test.ts";

test.use({ start: "demo", copy: "history" });

const account = "nordic-freight";
const history = `/a/${account}/history`;

/** The entries of the open page, the newest first. */
const entries = (page: Page): Locator => page.getByRole("table").locator("tbody tr");

/** Adds a group and moves it, by the server function that the forms call. */
async function addAndMove(page: Page, name: string, below: string, to: string): Promise<void> {
  const add = await page.request.post("/api/group/add", { form: { account, parent: below, name } });
  expect(add.status()).toBe(200);
  const ids = await openGroups(page, account, "Operations");
  const group = ids.get(name)!;
  const move = await page.request.post("/api/group/move", { form: { account, group, to } });
  expect(move.status()).toBe(200);
}

test.describe("Eva, who holds the account", () => {
  test.use({ as: "eva" });

  test("moves a group, and reads it in the history", async ({ page }) => {
    const ids = await openGroups(page, account, "Operations");
    await addAndMove(page, "Night shift", ids.get("Operations")!, ids.get("Sales")!);
    await page.goto(`/a/${account}/users`);
    await page.getByRole("navigation", { name: "Portico" }).getByRole("link", { name: "History" }).click();
    await expect(page).toHaveURL(history);
    await expect(page.getByRole("heading", { name: "History", exact: true })).toBeVisible();
    await expect(page).toHaveTitle("History · Portico");
    const newest = entries(page).first();
    await expect(newest).toContainText("Group moved");
    await expect(newest).toContainText("In group: Operations → Sales");
    await expect(newest.getByRole("link", { name: "Night shift" })).toBeVisible();
    await expect(newest.getByRole("link", { name: "Eva, account holder" })).toBeVisible();
    await expect(newest).toContainText("127.0.0.1");
  });

  test("filters, and shares the address", async ({ page, visit }) => {
    const ids = await openGroups(page, account, "Operations");
    await addAndMove(page, "Early shift", ids.get("Operations")!, ids.get("Sales")!);
    await page.goto(history);
    await page.getByLabel("What was done").selectOption({ label: "Group moved" });
    await page.getByLabel("By whom").fill("eva");
    await page.getByRole("button", { name: "Filter" }).click();
    await expect(page).toHaveURL(/\?action=group\.moved&actor=eva/);
    // The address changes before the entries do.
    await expect(entries(page).filter({ hasNotText: "Group moved" })).toHaveCount(0);
    await expect(entries(page).first()).toContainText("Early shift");

    const other = await visit({ as: "eva" });
    await other.goto(page.url());
    await expect(entries(other).first()).toContainText("Early shift");
    await expect(other.getByLabel("By whom")).toHaveValue("eva");
    await expect(other.getByLabel("What was done")).toHaveValue("group.moved");

    await page.getByLabel("By whom").fill("nobody is called so");
    await page.getByRole("button", { name: "Filter" }).click();
    await expect(page.getByRole("heading", { name: "Nothing here matches" })).toBeVisible();
    await page.goBack();
    await expect(entries(page).first()).toContainText("Early shift");
    await expect(page.getByLabel("By whom")).toHaveValue("eva");
    await page.getByRole("link", { name: "Show all" }).click();
    await expect(page).toHaveURL(history);
    await expect(page.getByLabel("By whom")).toHaveValue("");
  });

  test("hears what is new while the page is open", async ({ page, visit }) => {
    const ids = await openGroups(page, account, "Operations");
    const other = await visit({ as: "eva" });
    const add = async (name: string) => {
      const answer = await other.request.post("/api/group/add", { form: { account, parent: ids.get("Sales")!, name } });
      expect(answer.status()).toBe(200);
    };
    await add("Day shift");
    await page.goto(`${history}?action=group.added`);
    const before = await entries(page).first().innerText();
    await add("Spare shift");
    const news = page.getByRole("status").filter({ hasText: "1 new entry." });
    await expect(news).toBeVisible();
    // Nothing moves by itself.
    expect(await entries(page).first().innerText()).toBe(before);
    await news.getByRole("link", { name: "Show it" }).click();
    await expect(entries(page).first()).toContainText("Spare shift");
    await expect(page).toHaveURL(/\?action=group\.added$/);
  });

  test("takes it away as a file", async ({ page }) => {
    const ids = await openGroups(page, account, "Operations");
    await page.request.post("/api/group/add", { form: { account, parent: ids.get("Sales")!, name: "=1+1" } });
    await page.goto(`${history}?action=group.added`);
    const arriving = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export as CSV" }).click();
    const download = await arriving;
    expect(download.suggestedFilename()).toBe("history-nordic-freight.csv");
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
    expect(lines[0]).toBe("time,actor,on behalf of,action,what,target,before,after,address");
    expect(lines[1]).toMatch(/,"Eva, account holder",,group\.added,Group added,'=1\+1,,/);
    expect(lines.slice(1).every((line) => line.includes("group.added"))).toBe(true);
  });

  test("opens a group's and a user's from their panels, and goes back in time", async ({ page }) => {
    const ids = await openGroups(page, account, "Operations", "Gothenburg terminal");
    for (let number = 0; number < 52; number++) {
      const name = `Gate ${String(number).padStart(2, "0")}`;
      const add = await page.request.post("/api/group/add", { form: { account, parent: ids.get("Finance")!, name } });
      expect(add.status()).toBe(200);
    }
    await page.goto(`/a/${account}/groups/${ids.get("Finance")!}`);
    await page.getByRole("complementary", { name: "Finance" }).getByRole("link", { name: "History" }).click();
    await expect(page.getByRole("heading", { name: "History of Finance" })).toBeVisible();
    await expect(entries(page)).toHaveCount(50);
    await expect(entries(page).first()).toContainText("Gate 51");
    await page.getByRole("link", { name: "Older entries" }).click();
    await expect(entries(page)).toHaveCount(2);
    await expect(entries(page).last()).toContainText("Gate 00");
    await page.getByRole("link", { name: "Newest entries" }).click();
    await expect(entries(page)).toHaveCount(50);
    await page.getByRole("link", { name: "Back to Finance" }).click();
    await expect(page.getByRole("complementary", { name: "Finance" })).toBeVisible();

    const user = ids.get("gate7")!;
    await page.request.post("/api/user/move", { form: { account, user, to: ids.get("Sales")! } });
    await page.goto(`/a/${account}/users/${user}`);
    await page.getByRole("complementary").getByRole("link", { name: "History" }).click();
    await expect(page.getByRole("heading", { name: /^History of / })).toBeVisible();
    await expect(entries(page)).toHaveCount(1);
    await expect(entries(page).first()).toContainText("Group: Gothenburg terminal → Sales");
  });

  for (const [what, query] of [["entries", "?action=group.moved"], ["nothing", "?actor=nobody-is-called-so"]] as const) {
    test(`axe finds nothing, and nothing goes sideways: ${what}`, async ({ page, expectAccessible }) => {
      const ids = await openGroups(page, account, "Operations");
      await addAndMove(page, `Shift with ${what}`, ids.get("Operations")!, ids.get("Sales")!);
      for (const path of [`${history}${query}`, `/a/${account}/groups/${ids.get("Sales")!}/history${query}`]) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.goto(path);
        await expect(page.getByRole("button", { name: "Filter" })).toBeVisible();
        await expectAccessible(page);
        await page.setViewportSize({ width: 320, height: 640 });
        await expectAccessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      }
    });
  }
});

test("Anna reads her part and nothing else", async ({ visit, problems }) => {
  problems.allow(/status of 404/);
  const eva = await visit({ as: "eva" });
  const ids = await openGroups(eva, account, "Operations");
  await addAndMove(eva, "Taken away", ids.get("Operations")!, ids.get("Sales")!);
  await eva.request.post("/api/group/add", { form: { account, parent: ids.get("Operations")!, name: "Left there" } });

  const anna = await visit({ as: "anna" });
  await anna.goto(`/a/${account}/users`);
  await expect(anna.getByRole("navigation", { name: "Portico" }).getByRole("link", { name: "History" })).toHaveCount(0);
  await anna.goto(`/a/${account}/groups/${ids.get("Operations")!}/history`);
  await expect(entries(anna).first()).toContainText("Left there");
  // The holder's name is known below them; their address is not.
  await expect(entries(anna).first()).toContainText("Eva, account holder");
  const said = await (await anna.request.get(anna.url())).text();
  expect(said).not.toMatch(/Taken away|Sales|127\.0\.0\.1/);
  for (const hidden of [history, `/a/${account}/groups/${ids.get("Sales")!}/history`]) {
    expect((await anna.goto(hidden))?.status(), hidden).toBe(404);
  }
  expect((await anna.request.get(`${history}/export.csv`)).status()).toBe(404);
  const part = await anna.request.get(`${history}/export.csv?group=${ids.get("Operations")!}`);
  expect(part.status()).toBe(200);
  expect(await part.text()).not.toMatch(/Taken away|Sales/);
});

test("Jon, who views, is told that it takes an administrator", async ({ visit, problems }) => {
  problems.allow(/status of 403/);
  const eva = await visit({ as: "eva" });
  const sales = (await openGroups(eva, account)).get("Sales")!;
  const jon = await visit({ as: "jon" });
  await jon.goto(`/a/${account}/groups/${sales}`);
  await expect(jon.getByRole("complementary").getByRole("link", { name: "History" })).toHaveCount(0);
  expect((await jon.goto(`/a/${account}/groups/${sales}/history`))?.status()).toBe(403);
  await expect(jon.getByRole("heading", { name: "This is not yours to open" }).first()).toBeVisible();
  expect((await jon.request.get(`${history}/export.csv?group=${sales}`)).status()).toBe(403);
});

test("Bo, who administers nothing, reads what was done to him", async ({ visit }) => {
  const bo = await visit({ as: "bo" });
  await bo.goto(`/a/${account}/profile/contact`);
  await bo.getByLabel("Name", { exact: true }).fill("Bo Ek the Second");
  await bo.getByRole("button", { name: /^Save/ }).click();
  await expect(bo).toHaveURL(/done=profile-saved/);
  await bo.getByRole("link", { name: "Your history" }).click();
  await expect(bo.getByRole("heading", { name: "Your history" })).toBeVisible();
  await expect(entries(bo).first()).toContainText("Contact information changed");
  await expect(entries(bo).first()).toContainText("→ Bo Ek the Second");
  await expect(bo.getByRole("link", { name: "Export as CSV" })).toHaveCount(0);
});

test("without JavaScript it is whole, filters and pages", async ({ visit }) => {
  const page = await visit({ as: "eva", javaScriptEnabled: false });
  const ids = await openGroups(page, account);
  await page.request.post("/api/group/add", { form: { account, parent: ids.get("Sales")!, name: "No script" } });
  await page.goto(`/a/${account}/users`);
  await page.getByRole("navigation", { name: "Portico" }).getByRole("link", { name: "History" }).click();
  await expect(entries(page).first()).toContainText("No script");
  await page.getByLabel("What was done").selectOption({ label: "Account made" });
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(entries(page)).toHaveCount(1);
  await expect(entries(page)).toContainText("the operator");
  await page.getByLabel("By whom").fill("eva");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByRole("heading", { name: "Nothing here matches" })).toBeVisible();
  await page.getByRole("link", { name: "Show all" }).first().click();
  await expect(entries(page).first()).toContainText("No script");
});

test("whoever may read it no longer is told so while the page is open", async ({ visit, problems }) => {
  problems.allow(/status of 40[34]/);
  const eva = await visit({ as: "eva" });
  const group = (await openGroups(eva, account)).get("Systems")!;
  const give = { account, group, who: people.bo, level: "administrator" };
  expect((await eva.request.post("/api/access/give_group", { form: give })).status()).toBe(200);
  const bo = await visit({ as: "bo" });
  await bo.goto(`/a/${account}/groups/${group}/history`);
  const listening = bo.waitForResponse((answer) => answer.url().includes("/history/news"));
  await bo.reload();
  await listening;
  await eva.goto(`/a/${account}/groups/${group}/access`);
  const row = eva.getByRole("complementary").getByRole("listitem").filter({ hasText: "Bo, night shift" });
  await row.getByRole("link", { name: /^End/ }).click();
  await eva.getByRole("button", { name: "End access" }).click();
  const again = bo.getByRole("status").getByRole("link", { name: "Load the page again" });
  await expect(again).toBeVisible();
  await again.click();
  await expect(entries(bo)).toHaveCount(0);
});
