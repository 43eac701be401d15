/** X8: JavaScript off loses convenience, not function. */
import type { Page } from "@playwright/test";
import { countOf, expect, groupRow, people, test, userRow } from "../support/test.ts";

test.use({ start: "demo", copy: "no-script", javaScriptEnabled: false });

const account = "nordic-freight";
const users = `/a/${account}/users`;
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });

/** Does something that loads a page; gives its status. */
async function status(page: Page, act: () => Promise<void>): Promise<number> {
  const answer = page.waitForResponse((response) => response.request().isNavigationRequest() && response.status() !== 303);
  await act();
  return (await answer).status();
}

test.describe("Signed out", () => {
  test("one signs in, and a wrong try comes back with all but the password", async ({ page, password, problems }) => {
    problems.allow(/status of 422/);
    await page.goto(`${users}?q=bo.ek`);
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.getByLabel("Email address").fill(people.anna);
    await page.getByLabel("Password", { exact: true }).fill("not the password at all");
    expect(await status(page, () => page.getByRole("button", { name: "Sign in" }).click())).toBe(422);
    await expect(page).toHaveTitle("Error: Sign in · Portico");
    await expect(page.getByRole("alert")).toContainText("The email address or the password is not right.");
    await expect(page.getByLabel("Email address")).toHaveValue(people.anna);
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
    expect(await page.content()).not.toContain("not the password at all");

    await page.getByLabel("Email address").fill("");
    await page.getByLabel("Password", { exact: true }).fill("something");
    expect(await status(page, () => page.getByRole("button", { name: "Sign in" }).click())).toBe(422);
    await expect(page.getByLabel("Email address")).toHaveAccessibleDescription(/^Email address .+/);
    await page.getByRole("alert").getByRole("link", { name: /^Email address/ }).click();
    await expect(page.getByLabel("Email address")).toBeFocused();

    await page.getByLabel("Email address").fill(people.anna);
    await page.getByLabel("Password", { exact: true }).fill(password("anna"));
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`${users}?q=bo.ek`);
    await expect(userRow(page, "bo.ek@nordicfreight.example")).toBeVisible();
  });

  test("one signs out, and is", async ({ page, password }) => {
    await page.goto("/sign-in");
    await page.getByLabel("Email address").fill(people.jon);
    await page.getByLabel("Password", { exact: true }).fill(password("jon"));
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(users);
    await page.getByRole("button", { name: "Your menu, Jon Vik" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL("/sign-in");
    await page.goBack();
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await page.goto(users);
    await expect(page).toHaveURL(/\/sign-in\?next=/);
  });
});

test.describe("Signed in", () => {
  test.use({ as: "eva" });

  test("one opens and closes groups, searches, and pages through lists", async ({ page }) => {
    await page.goto(users);
    await page.getByRole("link", { name: "Open Operations" }).click();
    await page.getByRole("link", { name: "Open Gothenburg terminal" }).click();
    await expect(userRow(page, "gate7")).toBeVisible();
    await page.getByRole("link", { name: "Close Operations" }).click();
    await expect(userRow(page, "gate7")).toHaveCount(0);
    await page.getByRole("searchbox", { name: /^Search users/ }).fill("gate7");
    await page.getByRole("searchbox", { name: /^Search users/ }).press("Enter");
    await expect(page.locator("mark")).toHaveText("gate7");
    await userRow(page, "gate7").getByRole("link").click();
    const panel = page.getByRole("complementary", { name: "Gate controller" });
    await expect(panel).toBeVisible();
    await panel.getByRole("link", { name: "Close" }).click();
    await expect(page).toHaveURL(`${users}?q=gate7`);
    await page.goto(`${users}?kind=person`);
    const first = await page.locator("tr.tree__user").first().getAttribute("id");
    await page.getByRole("link", { name: "Next page" }).click();
    await expect(page.locator(`[id="${first}"]`)).toHaveCount(0);
    await expect(page.locator("tr.tree__user")).toHaveCount(50);
    await page.getByRole("link", { name: "First page" }).click();
    await expect(page.locator(`[id="${first}"]`)).toBeVisible();
  });

  test("one moves a user", async ({ page, problems }) => {
    problems.allow(/status of 422/);
    await page.goto(`${users}?q=bo.ek`);
    await userRow(page, "bo.ek@nordicfreight.example").getByRole("link").click();
    await page.getByRole("link", { name: "Organizational belonging" }).click();
    await page.getByRole("dialog").getByRole("searchbox", { name: "Find a group" }).fill("malm");
    await page.getByRole("dialog").getByRole("button", { name: "Find" }).click();
    await page.getByRole("link", { name: "Nordic Freight / Operations / Malmö terminal", exact: true }).click();
    const confirm = page.getByRole("dialog", { name: "Move Bo, night shift to Malmö terminal?" });
    await expect(confirm.getByRole("link", { name: "Keep it in Gothenburg terminal" })).toBeVisible();
    const again = page.url();
    await confirm.getByRole("button", { name: "Move Bo, night shift" }).click();
    await expect(said(page, "The user was moved.")).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Path" })).toContainText("Malmö terminal");
    // Loading again sends nothing twice.
    await page.reload();
    await expect(page.getByRole("navigation", { name: "Path" })).toContainText("Malmö terminal");

    await page.goto(again);
    expect(await status(page, () => page.getByRole("button", { name: "Move Bo, night shift" }).click())).toBe(422);
    await expect(page.getByRole("alert")).toContainText("Bo, night shift is in Malmö terminal already; choose another group.");
    await expect(page.getByRole("dialog", { name: "Move Bo, night shift to Malmö terminal?" })).toBeVisible();
  });

  test("one moves a group", async ({ page }) => {
    await page.goto(users);
    await groupRow(page, "Systems").getByRole("link", { name: "Systems", exact: true }).click();
    await page.getByRole("link", { name: "Move to…" }).click();
    await page.getByRole("link", { name: "Nordic Freight / Sales", exact: true }).click();
    await page.getByRole("button", { name: "Move Systems" }).click();
    await expect(said(page, "The group was moved with everything in it.")).toBeVisible();
    await expect(countOf(page, "Sales")).toHaveText("234");
    await expect(countOf(page, "Nordic Freight")).toHaveText("667 users");
  });

  test("one adds, renames and deletes a group, and a refused form comes back as typed", async ({ page, problems }) => {
    problems.allow(/status of (422|409)/);
    await page.goto(users);
    await page.getByRole("link", { name: "Add a user to Finance" }).click();
    await page.getByRole("link", { name: "Add a group instead" }).click();
    await page.getByLabel("Name").fill("In / Out");
    await page.getByLabel("Description (optional)").fill("“Quotes” & <tags>");
    expect(await status(page, () => page.getByRole("button", { name: "Add group" }).click())).toBe(422);
    await expect(page).toHaveTitle(/^Error: Add a group to Finance/);
    await expect(page.getByRole("dialog", { name: "Add a group to Finance" })).toBeVisible();
    await expect(page.getByLabel("Name")).toHaveValue("In / Out");
    await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/Name holds a “\/”/);
    await expect(page.getByLabel("Description (optional)")).toHaveValue("“Quotes” & <tags>");
    await page.getByRole("alert").getByRole("link", { name: /Name holds/ }).click();
    await expect(page.getByLabel("Name")).toBeFocused();
    await page.getByLabel("Name").fill("In and out");
    await page.getByRole("button", { name: "Add group" }).click();
    await expect(said(page, "The group was added.")).toBeVisible();
    await expect(page.getByRole("complementary", { name: "In and out" })).toContainText("“Quotes” & <tags>");
    const own = page.url().split("?")[0]!;

    await page.getByRole("link", { name: "Name and billing code" }).click();
    await page.getByLabel("Name").fill("Out and in");
    // Somebody saves it meanwhile.
    const other = await page.context().newPage();
    await other.goto(`${own}/edit`);
    await other.getByLabel("Billing code (optional)").fill("NF-THEIRS");
    await other.getByRole("button", { name: "Save group" }).click();
    expect(await status(page, () => page.getByRole("button", { name: "Save group" }).click())).toBe(409);
    await expect(page.getByLabel("Billing code (optional)")).toHaveAccessibleDescription(/Meanwhile changed to “NF-THEIRS”\./);
    await expect(page.getByLabel("Name")).toHaveValue("Out and in");
    await page.getByLabel("Billing code (optional)").fill("NF-MINE");
    await page.getByRole("button", { name: "Save group" }).click();
    await expect(said(page, "The group was saved.")).toBeVisible();
    await expect(groupRow(page, "Out and in")).toContainText("NF-MINE");

    await page.getByRole("link", { name: "Delete group" }).click();
    await page.getByRole("button", { name: "Delete group" }).click();
    await expect(said(page, "The group was deleted.")).toBeVisible();
    await expect(groupRow(page, "Out and in")).toHaveCount(0);
  });

  test("one edits the profile", async ({ page, problems }) => {
    problems.allow(/status of 422/);
    await page.goto(`/a/${account}/profile`);
    await page.getByRole("link", { name: "Edit contact information" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Eva L.");
    await page.getByLabel("Phone (optional)", { exact: true }).fill("12");
    await page.getByLabel("Country of the phone number").selectOption("Sweden");
    await page.getByLabel("Language").selectOption("Français");
    expect(await status(page, () => page.getByRole("button", { name: "Save contact information" }).click())).toBe(422);
    await expect(page.getByLabel("Phone (optional)", { exact: true })).toHaveAccessibleDescription(/“12” is not a number of Sweden/);
    await expect(page.getByLabel("Phone (optional)", { exact: true })).toHaveValue("12");
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Eva L.");
    await expect(page.getByLabel("Country of the phone number")).toHaveValue("SE");
    await expect(page.getByLabel("Language")).toHaveValue("fr");
    await page.getByLabel("Phone (optional)", { exact: true }).fill("08 505 010 00");
    await page.getByRole("button", { name: "Save contact information" }).click();
    await expect(said(page, "Your contact information was saved.")).toBeVisible();
    await expect(page.getByRole("main")).toContainText("+46 8 505 010 00");

    await page.getByRole("link", { name: "Edit company" }).click();
    await page.getByLabel("Address (optional)").fill("</textarea><b>1st</b> line\nsecond & last");
    await page.getByLabel("VAT or tax id (optional)").evaluate((input) => input.removeAttribute("maxlength"));
    await page.getByLabel("VAT or tax id (optional)").fill("X".repeat(31));
    expect(await status(page, () => page.getByRole("button", { name: "Save company" }).click())).toBe(422);
    await expect(page.getByLabel("Address (optional)")).toHaveValue("</textarea><b>1st</b> line\nsecond & last");
    await page.getByLabel("VAT or tax id (optional)").fill("X1");
    await page.getByRole("button", { name: "Save company" }).click();
    await expect(said(page, "The company’s details were saved.")).toBeVisible();
    await expect(page.getByRole("main")).toContainText("</textarea><b>1st</b> line");
  });

  test("one chooses a theme and comes back to the page", async ({ page }) => {
    await page.goto(`${users}?q=gate7`);
    await page.getByRole("button", { name: /^Your menu/ }).click();
    await page.getByRole("button", { name: "Dark" }).click();
    await expect(page).toHaveURL(`${users}?q=gate7`);
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  });
});
