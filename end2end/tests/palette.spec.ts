/** Rule 29 of the interface: the palette lists pages, users and permitted actions. */
import type { Page } from "@playwright/test";
import { expect, idsOf, test, tree, userRow } from "../support/test.ts";

test.use({ start: "demo", copy: "palette", as: "eva" });

const account = "nordic-freight";
const users = `/a/${account}/users`;
const palette = (page: Page) => page.getByRole("dialog", { name: "Go to" });
const field = (page: Page) => page.getByRole("combobox", { name: "Go to" });
const options = (page: Page) => palette(page).getByRole("option");
const chosen = (page: Page) => palette(page).getByRole("option", { selected: true });

/** Opens a page and the palette over it, by keyboard. */
async function open(page: Page, path: string = users): Promise<void> {
  await page.goto(path);
  // The hint appears once the keys are listened to.
  await expect(page.getByRole("button", { name: /^Go to a page/ })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
}

test("opens with its keys, lists pages and actions, and gives the focus back", async ({ page, expectAccessible }) => {
  await page.goto(users);
  await expect(tree(page)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Go to a page.*Ctrl K$/ })).toBeVisible();
  await page.getByRole("link", { name: "Systems", exact: true }).first().focus();
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  for (const group of ["Pages", "Actions"]) await expect(palette(page).getByRole("group", { name: group })).toBeVisible();
  await expect(options(page).filter({ hasText: "My Profile" })).toBeVisible();
  await expect(options(page).filter({ hasText: "Add a group to Nordic Freight" })).toBeVisible();
  await expectAccessible(page);
  // Inside, Tab leads nowhere else.
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest("dialog") !== null)).toBe(true);
  await page.keyboard.press("Escape");
  await expect(palette(page)).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Systems", exact: true }).first()).toBeFocused();
  await expect(page).toHaveURL(users);

  await page.getByRole("button", { name: /^Go to a page/ }).click();
  await expect(field(page)).toBeFocused();
});

test("is there again when it is asked for before the browser has told that it was closed", async ({ page }) => {
  await open(page);
  await page.keyboard.type("prof");
  await page.evaluate(() => {
    document.querySelector<HTMLDialogElement>("dialog.palette")!.close();
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true }));
  });
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue("prof");
  await page.keyboard.press("Escape");
  await expect(palette(page)).toHaveCount(0);
});

test("is walked with arrows, Home and End while the text keeps the focus", async ({ page }) => {
  await open(page);
  await expect(options(page).filter({ hasText: "Add a group to Nordic Freight" })).toBeVisible();
  const labels = await options(page).allInnerTexts();
  const isChosen = async (at: number) => {
    await expect(chosen(page)).toHaveCount(1);
    await expect(options(page).nth(at)).toHaveAttribute("aria-selected", "true");
    await expect(field(page)).toHaveAttribute("aria-activedescendant", (await options(page).nth(at).getAttribute("id"))!);
    await expect(options(page).nth(at)).toBeInViewport();
    await expect(field(page)).toBeFocused();
  };
  await isChosen(0);
  await page.keyboard.press("ArrowDown");
  await isChosen(1);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await isChosen(labels.length - 1);
  await page.keyboard.press("Home");
  await isChosen(0);
  await page.keyboard.press("End");
  await isChosen(labels.length - 1);
});

test("leads to a page, to an action and to a user with Enter", async ({ page }) => {
  await open(page);
  await page.keyboard.type("prof");
  await expect(chosen(page)).toHaveText("My Profile");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/a/${account}/profile`);
  await expect(palette(page)).toHaveCount(0);

  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("group sales");
  await expect(chosen(page)).toHaveText("Add a group to Sales");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Add a group to Sales" })).toBeVisible();

  await open(page);
  await page.keyboard.type("GATE7");
  await expect(chosen(page)).toContainText("gate7");
  await expect(palette(page).getByRole("status")).toHaveText("1 result");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: "Gate controller" })).toBeVisible();
  await expect(page).toHaveTitle("Gate controller · Portico");
});

test("asks the server once for what was typed in one go", async ({ page }) => {
  await open(page);
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname === "/api/user/tree") asked.push(searchParams.get("view[q]") ?? "");
  });
  // Its time stands still, so that all of it is typed in one go however slow the machine is.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.keyboard.type("gate7");
  await expect(field(page)).toHaveValue("gate7");
  await page.clock.resume();
  await expect(chosen(page)).toContainText("gate7");
  expect(asked.filter((q) => q !== "")).toEqual(["gate7"]);
});

test("leads on to all that match, and says when nothing does", async ({ page, expectAccessible }) => {
  await open(page);
  await page.keyboard.type("nordicfreight");
  const all = options(page).filter({ hasText: "All users that match “nordicfreight”" });
  await expect(all).toBeVisible();
  await expectAccessible(page);
  await all.click();
  await expect(page).toHaveURL(`${users}?q=nordicfreight`);
  await expect(palette(page)).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("nobody-is-called-so");
  await expect(palette(page).getByRole("status")).toHaveText("Nothing matches “nobody-is-called-so”");
  await expect(field(page)).toHaveAttribute("aria-expanded", "false");
  await expectAccessible(page);
});

test("is not loaded before it is opened", async ({ page }) => {
  const parts: string[] = [];
  page.on("request", (request) => parts.push(...(request.url().match(/(?:split_|chunk_)\w+/) ?? [])));
  await page.goto(users);
  await expect(page.getByRole("button", { name: /^Go to a page/ })).toBeVisible();
  expect(parts).toEqual([]);
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeVisible();
  expect(parts).toContain("split_palette");
});

test("asks before it leads away from unsaved changes", async ({ page }) => {
  await open(page, `/a/${account}/profile/contact`);
  await page.keyboard.press("Escape");
  await expect(palette(page)).toHaveCount(0);
  await page.getByLabel("Name", { exact: true }).fill("Somebody Else");
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("users");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page).toHaveURL(users);
});

test.describe("Lists only what the person may see and do", () => {
  test("an administrator of one group", async ({ visit }) => {
    const page = await visit({ as: "anna" });
    await open(page);
    await expect(options(page).filter({ hasText: "Add a group to Operations" })).toBeVisible();
    await expect(options(page).filter({ hasText: "Nordic Freight" })).toHaveCount(0);
    // In Sales, which is not Anna's.
    await page.keyboard.type("jon.vik");
    await expect(palette(page).getByRole("status")).toHaveText("Nothing matches “jon.vik”");
  });

  test("one who only looks", async ({ visit }) => {
    const page = await visit({ as: "jon" });
    await open(page);
    await page.keyboard.type("jon.vik");
    await expect(chosen(page)).toContainText("jon.vik");
    await field(page).fill("group");
    await expect(options(page)).toHaveCount(0);
  });

  test("one who administers nothing", async ({ visit }) => {
    const page = await visit({ as: "bo" });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`/a/${account}/profile`);
    await page.getByRole("button", { name: /^Your menu/ }).waitFor();
    await expect(async () => {
      await page.keyboard.press("Control+k");
      await expect(field(page)).toBeFocused({ timeout: 500 });
    }).toPass();
    await expect(options(page)).toHaveText(["My Profile", "Switch account", "Edit contact information", "Change password"]);
    await page.keyboard.type("gate7");
    await expect(palette(page).getByRole("status")).toHaveText("Nothing matches “gate7”");
    expect(asked).not.toContain("/api/user/tree");
  });
});

test("shows ⌘K where the keyboard has that key", async ({ visit }) => {
  const page = await visit({ as: "eva" });
  await page.addInitScript(() => Object.defineProperty(navigator, "platform", { get: () => "MacIntel" }));
  await page.goto(users);
  await expect(page.getByRole("button", { name: /^Go to a page.*⌘K$/ })).toBeVisible();
  await page.keyboard.press("Meta+k");
  await expect(field(page)).toBeFocused();
});

test("a user that was found opens beside the tree, which reveals them", async ({ page }) => {
  await open(page);
  await page.keyboard.type("bo.ek");
  await expect(chosen(page)).toContainText("Bo, night shift");
  await chosen(page).click();
  await expect(userRow(page, "bo.ek@nordicfreight.example")).toHaveAttribute("aria-selected", "true");
  expect((await idsOf(page)).size).toBeGreaterThan(5);
});
