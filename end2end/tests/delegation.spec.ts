/** S5, U11, U12, X1, X2, X5, X7: access that people give each other, moves foretold and undone, deputies, view as. */
import type { Page } from "@playwright/test";
import { expect, groupRow, idsOf, openGroups, people, test, tree } from "../support/test.ts";

test.use({ start: "demo", copy: "delegation", as: "eva", viewport: { width: 1280, height: 1400 } });

const account = "nordic-freight";
const at = (path: string) => `/a/${account}/${path}`;
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });
const panel = (page: Page) => page.getByRole("complementary");

/** The id of the user with this User id. */
async function userId(page: Page, handle: string): Promise<string> {
  await page.goto(at(`users?q=${encodeURIComponent(handle)}`));
  const ids = await idsOf(page);
  return ids.get(handle)!;
}

test.describe("Access", () => {
  test("given at a lower level shows exactly that part, says why, and ends", async ({ page, visit, problems }) => {
    problems.allow(/status of 403/);
    const ids = await openGroups(page, account);
    const systems = ids.get("Systems")!;
    const bo = await visit({ as: "bo" });
    await bo.goto(at("users"));
    await expect(bo.getByRole("main")).toContainText("You do not administer any users here.");

    await page.goto(at(`groups/${systems}/access`));
    await panel(page).getByLabel("User id").pressSequentially("bo.ek");
    await expect(page.locator(`datalist option[value="${people.bo}"]`)).toBeAttached();
    await panel(page).getByLabel("User id").fill(people.bo);
    await panel(page).getByLabel("Level").selectOption("administrator");
    await panel(page).getByRole("button", { name: "Give access" }).click();
    await expect(said(page, "Access was given.")).toBeVisible();
    const row = panel(page).getByRole("listitem").filter({ hasText: "Bo, night shift" });
    await expect(row).toContainText(/Bo, night shift administers Systems, granted by Eva, account holder on \d/);

    // Exactly that part: the group, and nothing beside or above it.
    await bo.goto(at("users"));
    await expect(tree(bo)).toBeVisible();
    await expect(bo.getByText("31 in 1 groups")).toBeVisible();
    await expect(groupRow(bo, "Systems")).toHaveAttribute("aria-level", "1");
    await expect(groupRow(bo, "Finance")).toHaveCount(0);
    // Why? is answered where it is asked, both ways.
    await groupRow(bo, "Systems").getByRole("link", { name: "Systems", exact: true }).click();
    await expect(panel(bo)).toContainText("You administer Systems, granted by Eva, account holder on");
    await page.goto(at(`users/${await userId(page, people.bo)}/reach`));
    await expect(panel(page).getByRole("listitem").filter({ hasText: "Systems" })).toContainText("31 users");

    // The way to end it stands beside the answer; it ends at once.
    await panel(page).getByRole("link", { name: "End the access to Systems" }).click();
    const sure = page.getByRole("alertdialog", { name: "End the access of Bo, night shift?" });
    await expect(sure.getByRole("link", { name: "Keep it" })).toBeFocused();
    await sure.getByRole("button", { name: "End access" }).click();
    await expect(said(page, "The access was ended.")).toBeVisible();
    await expect(panel(page)).toContainText("Reaches nobody but themselves.");
    await bo.goto(at("users"));
    await expect(bo.getByRole("main")).toContainText("You do not administer any users here.");
  });

  test("is not given to whom it cannot be, and the form says what is wrong with which field", async ({ page, problems }) => {
    problems.allow(/status of 422/);
    const ids = await openGroups(page, account);
    await page.goto(at(`groups/${ids.get("Finance")!}/access`));
    const form = panel(page);
    await form.getByLabel("User id").fill("nobody@nordicfreight.example");
    await form.getByRole("button", { name: "Give access" }).click();
    await expect(form.getByText("There is nobody with the User id nobody@nordicfreight.example among those you see.").last()).toBeVisible();
    await form.getByLabel("User id").fill(people.eva);
    await form.getByRole("button", { name: "Give access" }).click();
    await expect(form.getByText("Nobody gives access to themselves").last()).toBeVisible();
    await form.getByLabel("User id").fill(people.bo);
    await form.getByLabel("Last day").fill("2020-01-01");
    await form.getByRole("button", { name: "Give access" }).click();
    await expect(form.getByText("This day is over; choose a later one.").last()).toBeVisible();
    await expect(form.getByLabel("User id")).toHaveValue(people.bo);
  });

  test("is given by an administrator within what they have", async ({ page, visit }) => {
    const anna = await visit({ as: "anna" });
    await anna.goto(at("users"));
    const ids = await idsOf(anna);
    await anna.goto(at(`groups/${ids.get("Road haulage")!}/access`));
    await panel(anna).getByLabel("User id").fill(people.bo);
    await panel(anna).getByRole("button", { name: "Give access" }).click();
    await expect(said(anna, "Access was given.")).toBeVisible();
    // Whoever holds the account sees from whom it comes, and what would fall with it.
    await page.goto(at(`groups/${ids.get("Road haulage")!}/access`));
    await expect(panel(page)).toContainText("Bo, night shift may view Road haulage, granted by Anna, head of operations");
    await page.goto(at(`users/${await userId(page, people.anna)}/reach`));
    await panel(page).getByRole("link", { name: "End the access to Operations" }).click();
    const sure = page.getByRole("alertdialog");
    await expect(sure).toContainText("What rests on it ends too:");
    await expect(sure).toContainText("Bo, night shift may view Road haulage");
    await sure.getByRole("link", { name: "Keep it" }).click();
    await expect(sure).toHaveCount(0);
  });
});

test.describe("A move", () => {
  test("is foretold, made, and undone, by keyboard alone", async ({ page }) => {
    const ids = await openGroups(page, account, "Operations");
    const [oslo, sales] = [ids.get("Oslo terminal")!, ids.get("Sales")!];
    await page.goto(at(`groups/${oslo}/move?to=${sales}`));
    const dialog = page.getByRole("dialog", { name: "Move Oslo terminal to Sales?" });
    const changes = dialog.getByRole("region", { name: "What changes" });
    await expect(changes).toContainText("Gain access");
    await expect(changes).toContainText("Jon");
    await expect(changes).toContainText("Lose access");
    await expect(changes).toContainText("Anna, head of operations (administrator)");
    await expect(dialog.getByRole("link", { name: "Keep it in Operations" })).toBeFocused();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(said(page, "The group was moved with everything in it.")).toBeVisible();
    await expect(panel(page)).toContainText("Moved here from Operations by Eva, account holder on");
    const undo = panel(page).getByRole("button", { name: "Undo the move" });
    await undo.focus();
    await page.keyboard.press("Enter");
    await expect(said(page, "The move was undone.")).toBeVisible();
    const path = panel(page).getByRole("navigation", { name: "Path" });
    await expect(path).toContainText("Operations");
  });

  test("says which settings change and for how many", async ({ page }) => {
    const ids = await openGroups(page, account);
    const [finance, systems] = [ids.get("Finance")!, ids.get("Systems")!];
    await page.goto(at(`groups/${finance}/settings`));
    await expect(panel(page)).toContainText("of the account");
    await panel(page).getByLabel("Country code").selectOption("DE");
    await panel(page).getByRole("button", { name: "Save settings" }).click();
    await expect(said(page, "The settings were saved.")).toBeVisible();
    await expect(panel(page)).toContainText("Germany");
    await page.goto(at(`groups/${systems}/move?to=${finance}`));
    const changes = page.getByRole("region", { name: "What changes" });
    await expect(changes).toContainText("Country code: Sweden becomes Germany for 31 users");
  });
});

test.describe("A user", () => {
  test("who is suspended is out at once, and back when it ends", async ({ page, visit }) => {
    const jon = await visit({ as: "jon" });
    await jon.goto(at("users"));
    await expect(tree(jon)).toBeVisible();
    const id = await userId(page, people.jon);
    await page.goto(at(`users/${id}`));
    await panel(page).getByRole("link", { name: "Suspend user" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Suspend user" }).click();
    await expect(said(page, "The user was suspended.")).toBeVisible();
    expect((await jon.request.get(at("users"))).status()).toBe(404);
    await panel(page).getByRole("link", { name: "End suspension" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End suspension" }).click();
    await expect(said(page, "The suspension was ended.")).toBeVisible();
    expect((await jon.request.get(at("users"))).status()).toBe(200);
  });

  test("is looked at as they see the account, and nothing can be changed meanwhile", async ({ page }) => {
    const id = await userId(page, people.anna);
    await page.goto(at(`users/${id}`));
    await panel(page).getByRole("button", { name: "View as this user" }).click();
    const banner = page.getByRole("status").filter({ hasText: "Nothing can be changed." });
    await expect(banner).toContainText("you see this account as Anna, head of operations does");
    await page.goto(at("users"));
    await expect(tree(page)).toBeVisible();
    await expect(groupRow(page, "Operations")).toHaveAttribute("aria-level", "1");
    await expect(page.getByRole("link", { name: /^Add a group/ })).toHaveCount(0);
    await expect(groupRow(page, "Finance")).toHaveCount(0);
    await banner.getByRole("button", { name: "Stop viewing" }).click();
    await expect(banner).toHaveCount(0);
    await page.goto(at(`users/${id}/history`));
    await expect(page.getByRole("main")).toContainText("Viewed as this user");
  });
});

test.describe("A deputy", () => {
  test("acts while the principal is away, and no longer", async ({ page, visit }) => {
    await page.goto(at("profile/deputies"));
    await page.getByLabel("User id").fill(people.jon);
    await page.getByLabel("Last day").fill("2099-12-31");
    await page.getByRole("button", { name: "Appoint deputy" }).click();
    await expect(said(page, "The deputy was appointed.")).toBeVisible();
    const row = page.getByRole("listitem").filter({ hasText: "acts for Eva, account holder" });
    await expect(row).toContainText("now");
    const jon = await visit({ as: "jon" });
    await jon.goto(at("users"));
    await expect(jon.getByText("667 in 26 groups")).toBeVisible();
    await row.getByRole("button", { name: /^End the time of/ }).click();
    await expect(said(page, "The deputy’s time was ended.")).toBeVisible();
    await jon.goto(at("users"));
    await expect(jon.getByText("203 in 5 groups")).toBeVisible();
  });
});

test.describe("Without the script", () => {
  test.use({ javaScriptEnabled: false });

  test("access is given and ended, a move is foretold and undone", async ({ page }) => {
    await page.goto(at("users"));
    const ids = await idsOf(page);
    const [finance, systems] = [ids.get("Finance")!, ids.get("Systems")!];
    await page.goto(at(`groups/${finance}/access`));
    await page.getByLabel("User id").fill(people.jon);
    await page.getByLabel("Level").selectOption("administrator");
    await page.getByRole("button", { name: "Give access" }).click();
    await expect(page.getByText("Access was given.")).toBeVisible();
    await page.goto(at(`groups/${systems}/move?to=${finance}`));
    await expect(page.getByRole("region", { name: "What changes" })).toContainText("(administrator)");
    await page.getByRole("button", { name: "Move Systems" }).click();
    await page.getByRole("button", { name: "Undo the move" }).click();
    await expect(page.getByText("The move was undone.")).toBeVisible();
    await page.goto(at(`groups/${finance}/access`));
    await page.getByRole("link", { name: /^End the access of Jon/ }).click();
    await page.getByRole("button", { name: "End access" }).click();
    await expect(page.getByText("The access was ended.")).toBeVisible();
  });
});
