/** U1 and U4: the tree of a real organization, its search and lists, a user's panel, and the keys. */
import type { Page } from "@playwright/test";
import { expect, groupRow, test, tree, userRow } from "../support/test.ts";

test.use({ start: "demo", copy: "users", as: "eva" });

const users = "/a/kubernetes/users";
const focusedRow = (page: Page) => page.locator("tr:focus");

test.describe("The tree", () => {
  test("shows the totals, and the root open with 25 users, the rest by number, then its groups", async ({ page }) => {
    await page.goto(users);
    await expect(page.getByText("1,277 in 315 groups")).toBeVisible();
    const rows = tree(page).getByRole("row");
    const label = (index: number) => rows.nth(index).getByRole("link").last();
    // The heads, the root, then its first users.
    await expect(groupRow(page, "kubernetes")).toHaveAttribute("aria-expanded", "true");
    await expect(rows.nth(1)).toContainText("kubernetes1,277 users");
    for (const at of [2, 26]) await expect(rows.nth(at)).toHaveAttribute("aria-level", "2");
    const names = await tree(page).locator("tbody tr").evaluateAll((all) => all.map((row) => row.getAttribute("data-label")));
    const listed = names.slice(1, 26);
    expect(listed).toEqual([...listed].sort((a, b) => a!.localeCompare(b!, "en")));
    await expect(label(27)).toHaveText(/^\d{3} more users$/);
    const more = Number.parseInt(await label(27).innerText());
    // The sum over the groups is the whole: nobody is counted twice or left out.
    const counts = await tree(page).locator("tbody tr[aria-level='2'] .tree__count").allInnerTexts();
    const below = counts.reduce((sum, count) => sum + Number.parseInt(count.replaceAll(",", "")), 0);
    expect(25 + more + below).toBe(1277);
    await expect(groupRow(page, "sig-release")).toHaveAttribute("aria-expanded", "false");
    expect(names.slice(27).every((name) => name !== null)).toBe(true);
  });

  test("opens a group with one request, holds it in the address, and Back closes it", async ({ page, visit }) => {
    await page.goto(users);
    await expect(tree(page)).toBeVisible();
    const asked: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname !== "/brand/mark") asked.push(pathname);
    });
    const group = groupRow(page, "sig-release").first();
    await group.getByRole("link", { name: "Open sig-release" }).click();
    await expect(group).toHaveAttribute("aria-expanded", "true");
    await expect(group.getByRole("link", { name: "Close sig-release" })).toBeVisible();
    expect(asked).toEqual(["/api/user/tree"]);
    await expect(page).toHaveURL(/\/a\/kubernetes\/users\?open=[0-9a-f-]+\.[0-9a-f-]+$/);
    const inside = group.locator("xpath=following-sibling::tr[1]");
    await expect(inside).toHaveAttribute("aria-level", "3");
    const shown = await tree(page).locator("tbody tr").evaluateAll((all) => all.map((row) => row.getAttribute("data-label")));

    // A link that is shared shows the same.
    const other = await visit({ as: "eva" });
    await other.goto(page.url());
    await expect(tree(other)).toBeVisible();
    expect(await tree(other).locator("tbody tr").evaluateAll((all) => all.map((row) => row.getAttribute("data-label")))).toEqual(shown);

    await page.goBack();
    await expect(page).toHaveURL(users);
    await expect(group).toHaveAttribute("aria-expanded", "false");
    await page.goForward();
    await expect(group).toHaveAttribute("aria-expanded", "true");
    await group.getByRole("link", { name: "Close sig-release" }).click();
    await expect(group).toHaveAttribute("aria-expanded", "false");
  });

  test("has no row that can be opened and holds nothing", async ({ page }) => {
    await page.goto(users);
    await expect(tree(page)).toBeVisible();
    const groups = tree(page).locator("tr.tree__group");
    for (const row of await groups.all()) {
      const opens = await row.getByRole("link", { name: /^(Open|Close) / }).count();
      if (opens === 0) await expect(row.locator(".tree__count")).toHaveText("0");
      expect(await row.getAttribute("aria-expanded")).toBe(opens === 0 ? null : (await row.getByRole("link", { name: /^Close / }).count()) === 1 ? "true" : "false");
    }
    await expect(tree(page).locator("tr.tree__user[aria-expanded]")).toHaveCount(0);
  });
});

test.describe("Search", () => {
  test("shows the groups around each hit and marks it", async ({ page }) => {
    await page.goto(users);
    await page.getByRole("searchbox", { name: /^Search users/ }).fill("m00");
    await page.getByRole("searchbox", { name: /^Search users/ }).press("Enter");
    await expect(page).toHaveURL(`${users}?q=m00`);
    const found = tree(page).locator("tr.tree__user");
    await expect(page.getByRole("status").filter({ hasText: "“m00”" })).toBeVisible();
    await expect(found.first()).toBeVisible();
    for (const row of await found.all()) await expect(row.locator("mark").first()).toHaveText(/^m00$/i);
    // Each hit stands below a group, and each group below another, up to the root.
    const levels = await tree(page).locator("tbody tr").evaluateAll((all) => all.map((row) => Number(row.getAttribute("aria-level"))));
    expect(levels[0]).toBe(1);
    levels.forEach((level, index) => index > 0 && expect(level).toBeLessThanOrEqual(levels[index - 1]! + 1));
    await page.getByRole("link", { name: "Show the whole tree" }).click();
    await expect(page).toHaveURL(users);
  });

  test("does not tell big letters from small ones, and finds by what stands in the middle", async ({ page }) => {
    await page.goto(`${users}?q=13934F3@MEM`);
    await expect(page.locator("tr[data-label='m0013934f3@members.example'] mark")).toHaveText("13934f3@mem");
  });

  test("says when nobody matches, and leads back", async ({ page }) => {
    await page.goto(`${users}?q=nobody-is-called-so`);
    await expect(page.getByRole("heading", { name: "Nobody matches “nobody-is-called-so”" })).toBeVisible();
    await page.getByRole("link", { name: "Show the whole tree" }).last().click();
    await expect(groupRow(page, "kubernetes")).toBeVisible();
  });

  test("treats its own signs as letters", async ({ page }) => {
    for (const sign of ["%", "_", "\\", "'"]) {
      await page.goto(`${users}?q=${encodeURIComponent(`zz${sign}zz`)}`);
      await expect(page.getByRole("heading", { name: `Nobody matches “zz${sign}zz”` })).toBeVisible();
    }
  });

  test("goes together with the kind", async ({ page }) => {
    await page.goto("/a/nordic-freight/users");
    const show = page.getByRole("navigation", { name: "Show" });
    await show.getByRole("link", { name: "Systems" }).click();
    await expect(page).toHaveURL("/a/nordic-freight/users?kind=system");
    await expect(show.getByRole("link", { name: "Systems" })).toHaveAttribute("aria-current", "true");
    await expect(tree(page).locator("tr.tree__user")).toHaveCount(26);
    await expect(userRow(page, "gate7")).toContainText("system");
    await page.goto("/a/nordic-freight/users?kind=system&q=gate");
    await expect(tree(page).locator("tr.tree__user")).toHaveCount(7);
    await show.getByRole("link", { name: "People" }).click();
    await expect(page.getByText("Nobody matches “gate”")).toBeVisible();
    await page.goBack();
    await expect(tree(page).locator("tr.tree__user")).toHaveCount(7);
  });
});

test("N more users leads to the list, which in the end has shown each user once", async ({ page }) => {
  await page.goto(users);
  await page.getByRole("link", { name: /more users$/ }).first().click();
  await expect(page).toHaveURL(/\?within=[0-9a-f-]+$/);
  await expect(page.getByRole("status").filter({ hasText: "All users in kubernetes and below" })).toBeVisible();

  // A group that fills some pages, walked to its end.
  await page.goto(users);
  const group = groupRow(page, "sig-release").first();
  const count = Number.parseInt(await group.locator(".tree__count").innerText());
  expect(count).toBeGreaterThan(50);
  await group.getByRole("link", { name: "sig-release", exact: true }).click();
  await page.getByRole("link", { name: `${count} users` }).click();
  await expect(page.getByRole("status").filter({ hasText: "All users in sig-release and below" })).toBeVisible();
  const seen: string[] = [];
  const next = page.getByRole("link", { name: "Next page" });
  for (;;) {
    const rows = page.locator("tr.tree__user");
    await expect(rows.first()).toBeVisible();
    const now = await rows.evaluateAll((all) => all.map((row) => row.id));
    seen.push(...now);
    if ((await next.count()) === 0) break;
    expect(now).toHaveLength(50);
    await next.click();
    await expect(page.locator(`[id="${now[0]}"]`)).toHaveCount(0);
  }
  expect(seen).toHaveLength(count);
  expect(new Set(seen).size).toBe(count);
  await page.getByRole("link", { name: "First page" }).click();
  await expect(page.locator(`[id="${seen[0]}"]`)).toBeVisible();
});

test.describe("A user's panel", () => {
  test("opens by the arrow at an address of its own, and a reload shows it with the tree around", async ({ page }) => {
    await page.goto("/a/nordic-freight/users?q=gate7");
    const id = (await userRow(page, "gate7").getAttribute("id"))!.replace("row-", "");
    await userRow(page, "gate7").getByRole("link").click();
    await expect(page).toHaveURL(`/a/nordic-freight/users/${id}?q=gate7`);
    const panel = page.getByRole("complementary", { name: "Gate controller" });
    await expect(panel.getByRole("definition").filter({ hasText: /^System$/ })).toBeVisible();
    await expect(userRow(page, "gate7")).toHaveAttribute("aria-selected", "true");

    // Alone, the address reveals the user in the tree.
    await page.goto(`/a/nordic-freight/users/${id}`);
    await expect(panel).toBeVisible();
    await expect(page).toHaveTitle("Gate controller · Portico");
    for (const group of ["Nordic Freight", "Operations", "Gothenburg terminal"]) {
      await expect(groupRow(page, group)).toHaveAttribute("aria-expanded", "true");
    }
    await expect(userRow(page, "gate7")).toHaveAttribute("aria-selected", "true");
    await expect(userRow(page, "gate7")).toBeInViewport();
    await page.reload();
    await expect(panel).toBeVisible();
    await expect(userRow(page, "gate7")).toHaveAttribute("aria-selected", "true");
    await expect(panel.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Overview" })).toHaveAttribute("aria-current", "page");

    await panel.getByRole("link", { name: "Close" }).click();
    await expect(panel).toHaveCount(0);
    await page.goBack();
    await expect(panel).toBeVisible();
  });

  test("shows who administers the user, through what, and where they are", async ({ page }) => {
    await page.goto("/a/nordic-freight/users?q=bo.ek");
    await userRow(page, "bo.ek@nordicfreight.example").getByRole("link").click();
    const panel = page.getByRole("complementary", { name: "Bo, night shift" });
    await expect(panel.getByRole("link", { name: "Anna, head of operations" })).toBeVisible();
    await expect(panel).toContainText("+46 31 707 22 10");
    const path = panel.getByRole("navigation", { name: "Path" });
    await expect(path.getByRole("link")).toHaveText(["Nordic Freight", "Operations", "Gothenburg terminal"]);
    await path.getByRole("link", { name: "Operations" }).click();
    await expect(page.getByRole("complementary", { name: "Operations" })).toContainText("418 users");
  });

  test("changes with the row and keeps the tree where it was", async ({ page }) => {
    await page.goto("/a/nordic-freight/users");
    await page.getByRole("link", { name: "Open Finance" }).click();
    const rows = tree(page).locator("tr.tree__user[aria-level='3']");
    await expect(rows).toHaveCount(14);
    for (const at of [0, 5]) {
      const id = (await rows.nth(at).getAttribute("id"))!.replace("row-", "");
      await rows.nth(at).getByRole("link").click();
      await expect(page).toHaveURL(new RegExp(id));
      await expect(rows.nth(at)).toHaveAttribute("aria-selected", "true");
      await expect(rows).toHaveCount(14);
      await expect(page.getByRole("complementary")).toHaveCount(1);
    }
  });
});

test.describe("By keyboard", () => {
  test("the grid is one tab stop, and arrows, Home, End, Enter and letters do the rest", async ({ page }) => {
    await page.goto("/a/nordic-freight/users");
    await expect(tree(page)).toBeVisible();
    await expect(tree(page).locator("[tabindex='0']")).toHaveCount(1);
    // From the last place before the grid into it, and out of it again.
    await page.getByRole("link", { name: "Systems", exact: true }).first().focus();
    await page.keyboard.press("Tab");
    await expect(groupRow(page, "Nordic Freight")).toBeFocused();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("table") === null)).toBe(true);
    await page.keyboard.press("Shift+Tab");
    await expect(groupRow(page, "Nordic Freight")).toBeFocused();

    await page.keyboard.press("ArrowDown");
    await expect(userRow(page, "eva.lind@nordicfreight.example")).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(groupRow(page, "Finance")).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await expect(userRow(page, "eva.lind@nordicfreight.example")).toBeFocused();
    await page.keyboard.press("End");
    await expect(groupRow(page, "Systems")).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(groupRow(page, "Systems")).toBeFocused();
    await page.keyboard.press("Home");
    await expect(groupRow(page, "Nordic Freight")).toBeFocused();
    await page.keyboard.type("op");
    await expect(groupRow(page, "Operations")).toBeFocused();
    await expect(tree(page).locator("tr[tabindex='0']")).toHaveCount(1);
    await expect(groupRow(page, "Operations")).toHaveAttribute("tabindex", "0");

    // Right opens, and the focus stays although the rows are new.
    await page.keyboard.press("ArrowRight");
    await expect(groupRow(page, "Operations")).toHaveAttribute("aria-expanded", "true");
    await expect(groupRow(page, "Operations")).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(userRow(page, "anna.berg@nordicfreight.example")).toBeFocused();
    await page.keyboard.press("ArrowLeft");
    await expect(groupRow(page, "Operations")).toBeFocused();
    // Right again goes along what stands in the row; Left comes back.
    await page.keyboard.press("ArrowRight");
    await expect(groupRow(page, "Operations").getByRole("link", { name: "Close Operations" })).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await expect(groupRow(page, "Operations").getByRole("link", { name: "Operations", exact: true })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(groupRow(page, "Operations")).toBeFocused();
    await page.keyboard.press("ArrowLeft");
    await expect(groupRow(page, "Operations")).toHaveAttribute("aria-expanded", "false");
    await expect(groupRow(page, "Operations")).toBeFocused();

    await page.keyboard.press("Enter");
    await expect(page.getByRole("complementary", { name: "Operations" })).toBeVisible();
    await expect(groupRow(page, "Operations")).toHaveAttribute("aria-selected", "true");
    // To look at another row is not to choose it.
    await groupRow(page, "Operations").focus();
    await page.keyboard.press("ArrowDown");
    await expect(groupRow(page, "Operations")).toHaveAttribute("aria-selected", "true");
    await expect(tree(page).locator("[aria-selected]")).toHaveCount(1);
  });

  test("N more users is reached and followed with Enter", async ({ page }) => {
    await page.goto(users);
    await expect(tree(page)).toBeVisible();
    await groupRow(page, "kubernetes").focus();
    for (let row = 0; row < 26; row++) await page.keyboard.press("ArrowDown");
    await expect(focusedRow(page)).toContainText("more users");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\?within=/);
  });
});
