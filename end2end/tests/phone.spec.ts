/** The Users page on a phone: one level of the tree at a time with the path to it, and badges that are whole. */
import type { Page } from "@playwright/test";
import { expect, groupRow, test, tree, userRow } from "../support/test.ts";

const phone = { width: 360, height: 740 };

test.use({ start: "demo", copy: "phone", as: "eva", viewport: phone });

const users = "/a/nordic-freight/users";
const path = (page: Page) => page.locator("tr[data-level='path']:visible");
const expectPath = (page: Page, names: string[]) => expect(path(page)).toHaveText(names, { useInnerText: true });
const listed = (page: Page) =>
  page.locator("tbody tr:visible").evaluateAll((rows) => rows.filter((row) => row.getAttribute("data-level") === null).map((row) => row.getAttribute("data-label")));

/** Goes two levels down and back up by the path. */
async function walk(page: Page): Promise<void> {
  await page.goto(users);
  await expect(groupRow(page, "Nordic Freight")).toBeVisible();
  await expectPath(page, []);
  expect(await listed(page)).toEqual(["eva.lind@nordicfreight.example", "Finance", "Operations", "Sales", "Systems"]);

  await page.getByRole("link", { name: "Open Operations" }).click();
  await expectPath(page, ["Nordic Freight"]);
  await expect(page.locator("tr[data-level='here']:visible")).toContainText("Operations418");
  await expect(userRow(page, "eva.lind@nordicfreight.example")).toHaveCount(0);
  expect((await listed(page)).slice(0, 2)).toEqual(["anna.berg@nordicfreight.example", "Gothenburg terminal"]);
  await expect(page.getByRole("link", { name: "Add a user to Operations" })).toBeVisible();

  await page.getByRole("link", { name: "Open Gothenburg terminal" }).click();
  await expectPath(page, ["Nordic Freight", "Operations"]);
  await expect(userRow(page, "gate7")).toBeVisible();
  await page.goBack();
  await expectPath(page, ["Nordic Freight"]);
  await page.goForward();
  await expectPath(page, ["Nordic Freight", "Operations"]);

  await page.getByRole("link", { name: "Show Operations" }).click();
  await expectPath(page, ["Nordic Freight"]);
  await expect(page.getByRole("link", { name: "Open Gothenburg terminal" })).toBeVisible();
  await page.getByRole("link", { name: "Show Nordic Freight" }).click();
  await expectPath(page, []);
  await expect(page.getByRole("link", { name: "Open Sales" })).toBeVisible();
}

test("one level at a time, with the path to it", async ({ page, expectAccessible }) => {
  await walk(page);
  await page.getByRole("link", { name: "Open Operations" }).click();
  await expectPath(page, ["Nordic Freight"]);
  await expectAccessible(page);
});

test.describe("Without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("one level at a time, with the path to it", async ({ page }) => {
    await walk(page);
  });
});

test("what stood open on a wide screen can be entered, and turning the device loses nothing", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(users);
  await page.getByRole("link", { name: "Open Sales" }).click();
  await expect(groupRow(page, "Sales")).toHaveAttribute("aria-expanded", "true");
  await page.getByRole("link", { name: "Open Finance" }).click();
  await expect(groupRow(page, "Finance")).toHaveAttribute("aria-expanded", "true");
  await expect(groupRow(page, "Sales")).toHaveAttribute("aria-expanded", "true");
  await page.setViewportSize(phone);
  await expectPath(page, ["Nordic Freight"]);
  await expect(groupRow(page, "Sales")).toHaveCount(0);
  await page.getByRole("link", { name: "Show Nordic Freight" }).click();
  await expectPath(page, []);
  await page.goBack();
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(groupRow(page, "Sales")).toHaveAttribute("aria-expanded", "true");
});

test("keys go along the rows that the screen shows", async ({ page }) => {
  await page.goto(users);
  await expect(tree(page)).toBeVisible();
  await page.getByRole("link", { name: "Open Operations" }).click();
  await expectPath(page, ["Nordic Freight"]);
  await page.locator("tr[data-level='here']").focus();
  await page.keyboard.press("ArrowDown");
  await expect(userRow(page, "anna.berg@nordicfreight.example")).toBeFocused();
  await page.keyboard.press("End");
  await expect(groupRow(page, "Road haulage")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(path(page)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("link", { name: "Show Nordic Freight" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expectPath(page, []);
});

test("badges are whole at 320 px, beside or below the id", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const query of ["", "?q=gate", "?q=anna.berg"]) {
    await page.goto(users + query);
    await expect(tree(page)).toBeVisible();
    const badges = await page.locator(".tree__user .badge:visible").evaluateAll((all) =>
      all.map((badge) => {
        const [own, id] = [badge.getBoundingClientRect(), badge.parentElement!.querySelector("a")!.getBoundingClientRect()];
        return { words: badge.textContent, cut: badge.scrollWidth > badge.clientWidth, over: own.left < id.right && own.top < id.bottom && own.bottom > id.top };
      }),
    );
    expect(badges.length, query).toBeGreaterThan(0);
    expect(badges.filter(({ cut, over }) => cut || over), query).toEqual([]);
  }
});
