/** U11 and U22: moving users and groups, by pointer and by keyboard; adding, editing and deleting groups. */
import type { Locator, Page } from "@playwright/test";
import { countOf, expect, groupRow, idsOf, openGroups, test, tree, userRow } from "../support/test.ts";

// Tall enough for what is dragged and where it goes: a page that scrolls under a pressed button drags another row.
test.use({ start: "demo", copy: "move", as: "eva", viewport: { width: 1280, height: 1600 } });

const account = "nordic-freight";
const users = `/a/${account}/users`;
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });

/** Goes on with Tab until something has the focus. */
async function tabTo(page: Page, to: Locator): Promise<void> {
  for (let step = 0; step < 60; step++) {
    if (await to.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(to).toBeFocused();
}

/** The first user of a group that has no badge, by User id. */
async function someoneIn(page: Page, group: string, at = 0): Promise<string> {
  const id = await groupRow(page, group).locator("xpath=following-sibling::tr[contains(@class, 'tree__user')]").nth(at).getAttribute("data-label");
  return id!;
}

test.describe("Moving a user", () => {
  test("by dragging it onto a group", async ({ page }) => {
    await openGroups(page, account, "Finance");
    await expect(tree(page)).toBeVisible();
    await expect(countOf(page, "Finance")).toHaveText("14");
    await expect(countOf(page, "Systems")).toHaveText("31");
    const who = await someoneIn(page, "Finance");
    await userRow(page, who).dragTo(groupRow(page, "Systems"));
    const dialog = page.getByRole("dialog", { name: /^Move .+ to Systems\?$/ });
    await expect(dialog).toContainText("FromNordic Freight / Finance");
    await expect(dialog).toContainText("ToNordic Freight / Systems");
    await expect(countOf(page, "Finance")).toHaveText("14");
    await dialog.getByRole("button", { name: /^Move / }).click();
    await expect(said(page, "The user was moved.")).toBeVisible();
    await expect(countOf(page, "Finance")).toHaveText("13");
    await expect(countOf(page, "Systems")).toHaveText("32");
    await expect(countOf(page, "Nordic Freight")).toHaveText("667 users");
    const path = page.getByRole("complementary").getByRole("navigation", { name: "Path" });
    await expect(path.getByRole("link")).toHaveText(["Nordic Freight", "Systems"]);
    await page.goto(`${users}?q=${encodeURIComponent(who)}`);
    await expect(groupRow(page, "Systems")).toBeVisible();
    await expect(groupRow(page, "Finance")).toHaveCount(0);
  });

  test("not by dragging it onto the group that it is in", async ({ page }) => {
    await openGroups(page, account, "Finance");
    await expect(tree(page)).toBeVisible();
    const before = page.url();
    await userRow(page, await someoneIn(page, "Finance")).dragTo(groupRow(page, "Finance"));
    await expect(groupRow(page, "Finance")).not.toHaveAttribute("data-drop");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    expect(page.url()).toBe(before);
  });

  test("by keyboard alone", async ({ page }) => {
    await openGroups(page, account, "Finance");
    await expect(tree(page)).toBeVisible();
    const who = await someoneIn(page, "Finance", 1);
    const [before, there] = [await countOf(page, "Finance").innerText(), await countOf(page, "Sales").innerText()];
    await userRow(page, who).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("complementary")).toBeVisible();
    await tabTo(page, page.getByRole("link", { name: "Organizational belonging" }));
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: /^Move .+ to…$/ });
    await expect(dialog).toContainText("Nordic Freight / Finance");
    await tabTo(page, dialog.getByRole("searchbox", { name: "Find a group" }));
    await page.keyboard.type("sal");
    await page.keyboard.press("Enter");
    const choice = dialog.getByRole("link", { name: "Nordic Freight / Sales", exact: true });
    await expect(dialog.getByRole("link", { name: /Operations/ })).toHaveCount(0);
    await tabTo(page, choice);
    await page.keyboard.press("Enter");
    const confirm = page.getByRole("dialog", { name: /^Move .+ to Sales\?$/ });
    await tabTo(page, confirm.getByRole("button", { name: /^Move / }));
    await page.keyboard.press("Enter");
    await expect(said(page, "The user was moved.")).toBeVisible();
    await expect(countOf(page, "Finance")).toHaveText(String(Number(before) - 1));
    await expect(countOf(page, "Sales")).toHaveText(String(Number(there) + 1));
  });

  test("is left with Esc, and the focus goes back", async ({ page }) => {
    await page.goto(`${users}?q=bo.ek`);
    await userRow(page, "bo.ek@nordicfreight.example").getByRole("link").click();
    const opener = page.getByRole("link", { name: "Organizational belonging" });
    await opener.focus();
    await page.keyboard.press("Enter");
    await expect(page.locator("dialog:modal")).toBeVisible();
    // The focus is inside and stays there.
    for (let step = 0; step < 70; step++) await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest("dialog") !== null)).toBe(true);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByRole("complementary", { name: "Bo, night shift" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Organizational belonging" })).toBeFocused();
  });

  test("to where it is already is refused in words", async ({ page, problems }) => {
    problems.allow(/status of 422/);
    await page.goto(`${users}?q=bo.ek`);
    const ids = await idsOf(page);
    await page.goto(`${users}/${ids.get("bo.ek@nordicfreight.example")}/move?to=${ids.get("Gothenburg terminal")}`);
    await page.getByRole("button", { name: "Move Bo, night shift" }).click();
    await expect(page.getByRole("alert")).toContainText("Bo, night shift is in Gothenburg terminal already; choose another group.");
    await expect(page).toHaveTitle(/^Error: /);
  });
});

test.describe("Moving a group", () => {
  test("by dragging it, with everything in it", async ({ page }) => {
    await openGroups(page, account, "Sales");
    await expect(tree(page)).toBeVisible();
    const [sales, finance] = await Promise.all(["Sales", "Finance"].map(async (name) => Number(await countOf(page, name).innerText())));
    await expect(countOf(page, "Denmark")).toHaveText("39");
    await groupRow(page, "Denmark").dragTo(groupRow(page, "Finance"));
    const dialog = page.getByRole("dialog", { name: "Move Denmark to Finance?" });
    await expect(dialog).toContainText("39 users and 0 groups move with it.");
    await dialog.getByRole("button", { name: "Move Denmark" }).click();
    await expect(said(page, "The group was moved with everything in it.")).toBeVisible();
    await expect(countOf(page, "Sales")).toHaveText(String(sales! - 39));
    await expect(countOf(page, "Finance")).toHaveText(String(finance! + 39));
    await expect(groupRow(page, "Finance")).toHaveAttribute("aria-expanded", "true");
    await expect(countOf(page, "Denmark")).toHaveText("39");
    await expect(groupRow(page, "Denmark")).toHaveAttribute("aria-selected", "true");
  });

  test("by keyboard alone", async ({ page }) => {
    await openGroups(page, account, "Sales");
    await expect(tree(page)).toBeVisible();
    await groupRow(page, "Key accounts").focus();
    await page.keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: "Key accounts" });
    await tabTo(page, panel.getByRole("link", { name: "Move to…" }));
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Move Key accounts to…" });
    await tabTo(page, dialog.getByRole("link", { name: "Nordic Freight / Systems", exact: true }));
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByRole("dialog", { name: "Move Key accounts to Systems?" }).getByRole("button"));
    await page.keyboard.press("Enter");
    await expect(said(page, "The group was moved with everything in it.")).toBeVisible();
    await expect(panel.getByRole("navigation", { name: "Path" })).toHaveText(/Nordic Freight.*Systems.*Key accounts/);
  });

  test("below itself is refused, and not offered", async ({ page }) => {
    const ids = await openGroups(page, account, "Operations");
    await expect(tree(page)).toBeVisible();
    await groupRow(page, "Operations").dragTo(groupRow(page, "Oslo terminal"));
    const dialog = page.getByRole("dialog", { name: "Move Operations to Oslo terminal?" });
    await expect(dialog).toContainText("A group cannot go below itself.");
    await expect(dialog.getByRole("button", { name: /^Move/ })).toHaveCount(0);
    await dialog.getByRole("link", { name: "Choose another group" }).click();
    const choices = page.getByRole("dialog", { name: "Move Operations to…" });
    await expect(choices.getByRole("link", { name: "Nordic Freight / Sales", exact: true })).toBeVisible();
    await expect(choices.getByRole("link", { name: /Operations|terminal/ })).toHaveCount(0);

    const answer = await page.request.post("/api/group/move", { form: { account, group: ids.get("Operations")!, to: ids.get("Oslo terminal")! } });
    expect(answer.status()).toBe(403);
    await page.goto(users);
    await expect(groupRow(page, "Operations")).toHaveAttribute("aria-level", "2");
  });

  test("to where it is, or beside one of its name, is refused in words", async ({ page, problems }) => {
    problems.allow(/status of 422/);
    const ids = await openGroups(page, account, "Operations", "Malmö terminal");
    await expect(tree(page)).toBeVisible();
    await groupRow(page, "Yard").dragTo(groupRow(page, "Malmö terminal"));
    await page.getByRole("dialog", { name: "Move Yard to Malmö terminal?" }).getByRole("button", { name: "Move Yard" }).click();
    await expect(page.getByRole("alert")).toContainText("Yard is in Malmö terminal already; choose another group.");

    await page.goto(`/a/${account}/groups/${ids.get("Yard")}/move?to=${ids.get("Oslo terminal")}`);
    await page.getByRole("button", { name: "Move Yard" }).click();
    const summary = page.getByRole("alert");
    await expect(summary).toContainText("Oslo terminal has a group named Yard already; rename one of them first.");
    await expect(summary).toBeFocused();
    // What the summary links to is there.
    for (const link of await summary.getByRole("link").all()) {
      expect(await page.locator((await link.getAttribute("href"))!).count(), await link.innerText()).toBe(1);
    }
  });

  test("the account itself does not move", async ({ page }) => {
    const ids = await openGroups(page, account);
    await expect(tree(page)).toBeVisible();
    await expect(groupRow(page, "Nordic Freight")).not.toHaveAttribute("draggable", "true");
    await groupRow(page, "Nordic Freight").getByRole("link", { name: "Nordic Freight", exact: true }).click();
    const panel = page.getByRole("complementary", { name: "Nordic Freight" });
    await expect(panel).toBeVisible();
    await expect(panel.getByRole("link", { name: "Move to…" })).toHaveCount(0);
    await expect(panel.getByRole("link", { name: "Delete group" })).toHaveCount(0);
    for (const path of ["move", "delete"]) {
      const form = { account, group: ids.get("Nordic Freight")!, to: ids.get("Sales")! };
      expect((await page.request.post(`/api/group/${path}`, { form })).status()).toBe(403);
    }
  });
});

test.describe("What was moved stays moved", () => {
  for (const [signal, how] of [["SIGTERM", "stopped in good order"], ["SIGKILL", "killed"]] as const) {
    test(`when the server is ${how}`, async ({ page, server }) => {
      await openGroups(page, account, "Finance");
      await expect(tree(page)).toBeVisible();
      const who = await someoneIn(page, "Finance");
      const [finance, operations] = [Number(await countOf(page, "Finance").innerText()), Number(await countOf(page, "Operations").innerText())];
      await userRow(page, who).dragTo(groupRow(page, "Operations"));
      await page.getByRole("dialog").getByRole("button", { name: /^Move / }).click();
      await expect(said(page, "The user was moved.")).toBeVisible();
      await expect(countOf(page, "Finance")).toHaveText(String(finance - 1));
      // The panel of who was moved loads beside the tree; a request cut off by the server's end would be a complaint.
      const path = page.getByRole("complementary").getByRole("navigation", { name: "Path" });
      await expect(path.getByRole("link")).toHaveText(["Nordic Freight", "Operations"]);
      await server.restart(signal);
      // The session has lived through it too.
      await page.goto(users);
      await expect(countOf(page, "Finance")).toHaveText(String(finance - 1));
      await expect(countOf(page, "Operations")).toHaveText(String(operations + 1));
      await page.goto(`${users}?q=${encodeURIComponent(who)}`);
      await expect(groupRow(page, "Operations")).toBeVisible();
      await expect(groupRow(page, "Finance")).toHaveCount(0);
    });
  }
});

test.describe("Groups", () => {
  test("are added below the group of the plus, renamed, described, coded and deleted", async ({ page }) => {
    await page.goto(users);
    await groupRow(page, "Finance").getByRole("link", { name: "Add a user to Finance" }).click();
    await page.getByRole("link", { name: "Add a group instead" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a group to Finance" });
    await dialog.getByLabel("Name").fill("  Pay   roll ");
    await dialog.getByLabel("Description (optional)").fill("Wages");
    await dialog.getByLabel("Billing code (optional)").fill("NF-110");
    await dialog.getByRole("button", { name: "Add group" }).click();
    await expect(said(page, "The group was added.")).toBeVisible();
    let panel = page.getByRole("complementary", { name: "Pay roll" });
    await expect(panel).toContainText("DescriptionWages");
    await expect(panel).toContainText("Billing codeNF-110");
    await expect(groupRow(page, "Pay roll")).toContainText("NF-110");
    await expect(groupRow(page, "Pay roll")).toHaveAttribute("aria-level", "3");

    await panel.getByRole("link", { name: "Name and billing code" }).click();
    const edit = page.getByRole("dialog", { name: "Edit Pay roll" });
    await expect(edit.getByLabel("Name")).toHaveValue("Pay roll");
    await edit.getByLabel("Name").fill("Salaries");
    await edit.getByLabel("Description (optional)").fill("");
    await edit.getByLabel("Billing code (optional)").fill("NF-111");
    await edit.getByRole("button", { name: "Save group" }).click();
    await expect(said(page, "The group was saved.")).toBeVisible();
    panel = page.getByRole("complementary", { name: "Salaries" });
    await expect(panel).toContainText("Description–");
    await expect(panel).toContainText("Billing codeNF-111");
    await expect(groupRow(page, "Salaries")).toBeVisible();
    await expect(groupRow(page, "Pay roll")).toHaveCount(0);

    await panel.getByRole("link", { name: "Delete group" }).click();
    const sure = page.getByRole("alertdialog", { name: "Delete Salaries?" });
    await expect(sure.getByRole("link", { name: "Keep the group" })).toBeFocused();
    await sure.getByRole("link", { name: "Keep the group" }).click();
    await expect(panel).toBeVisible();
    await panel.getByRole("link", { name: "Delete group" }).click();
    await sure.getByRole("button", { name: "Delete group" }).click();
    await expect(said(page, "The group was deleted.")).toBeVisible();
    await expect(page.getByRole("complementary", { name: "Finance" })).toBeVisible();
    await expect(groupRow(page, "Salaries")).toHaveCount(0);
  });

  test("need a name that is theirs alone among their neighbours", async ({ page, problems }) => {
    problems.allow(/status of 422/);
    await page.goto(users);
    await page.getByRole("link", { name: "Add a user to Nordic Freight" }).click();
    await page.getByRole("link", { name: "Add a group instead" }).click();
    const dialog = page.getByRole("dialog");
    const name = dialog.getByLabel("Name");
    await dialog.getByLabel("Description (optional)").fill("What was typed");
    for (const [typed, fault] of [
      ["", "Name is missing; give the group a name."],
      ["   ", "Name is missing; give the group a name."],
      ["In / Out", "Name holds a “/”, which separates groups in a path; use another sign."],
      ["fInAnCe", /Finance|name/i],
    ] as const) {
      await name.fill(typed);
      await dialog.getByRole("button", { name: "Add group" }).click();
      const summary = dialog.getByRole("alert");
      await expect(summary).toBeFocused();
      await expect(summary.getByRole("link", { name: fault })).toBeVisible();
      await expect(name).toHaveAttribute("aria-invalid", "true");
      await expect(name).toHaveAccessibleDescription(typeof fault === "string" ? new RegExp(`${fault.replaceAll(/[.?/]/g, "\\$&")}$`) : fault);
      await expect(name).toHaveValue(typed);
      await expect(dialog.getByLabel("Description (optional)")).toHaveValue("What was typed");
      await expect(page).toHaveTitle(/^Error: Add a group to Nordic Freight/);
      await summary.getByRole("link", { name: fault }).click();
      await expect(name).toBeFocused();
    }
    // Elsewhere in the tree the same name is welcome.
    await page.goto(users);
    await page.getByRole("link", { name: "Add a user to Systems" }).click();
    await page.getByRole("link", { name: "Add a group instead" }).click();
    await name.fill("Finance");
    await dialog.getByRole("button", { name: "Add group" }).click();
    await expect(said(page, "The group was added.")).toBeVisible();
    await page.getByRole("complementary", { name: "Finance" }).getByRole("link", { name: "Name and billing code" }).click();
    await name.fill("a/b");
    await dialog.getByRole("button", { name: "Save group" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Name holds a “/”");
  });

  test("that hold something are not offered for deletion, nor deleted", async ({ page, problems }) => {
    problems.allow(/status of 403/);
    const ids = await openGroups(page, account);
    await page.goto(`/a/${account}/groups/${ids.get("Sales")}`);
    const panel = page.getByRole("complementary", { name: "Sales" });
    await expect(panel.getByRole("link", { name: "Move to…" })).toBeVisible();
    await expect(panel.getByRole("link", { name: "Delete group" })).toHaveCount(0);
    await panel.getByText("What is not offered here, and why").click();
    await expect(panel.getByText(/^Deleting: /)).toBeVisible();
    const answer = await page.goto(`/a/${account}/groups/${ids.get("Sales")}/delete`);
    expect(answer?.status()).toBe(403);
    const posted = await page.request.post("/api/group/delete", { form: { account, group: ids.get("Sales")! } });
    expect(posted.status()).toBe(422);
    expect(await posted.text()).toContain("Move them out first.");
    await page.goto(users);
    await expect(groupRow(page, "Sales")).toBeVisible();
  });

  test("that somebody else edits meanwhile are shown as they are now, and nothing is overwritten", async ({ page, context, problems }) => {
    problems.allow(/status of 409/);
    const ids = await openGroups(page, account, "Operations", "Road haulage");
    const own = `/a/${account}/groups/${ids.get("Workshop")}`;
    const other = await context.newPage();
    await page.goto(`${own}/edit`);
    await other.goto(`${own}/edit`);
    await other.getByLabel("Description (optional)").fill("Theirs");
    await other.getByRole("button", { name: "Save group" }).click();
    await expect(said(other, "The group was saved.")).toBeVisible();

    await page.getByLabel("Description (optional)").fill("Mine");
    await page.getByLabel("Billing code (optional)").fill("NF-299");
    await page.getByRole("button", { name: "Save group" }).click();
    const summary = page.getByRole("alert");
    await expect(summary).toBeFocused();
    await expect(summary).toContainText("Somebody changed this while you were editing.");
    await expect(page.getByLabel("Description (optional)")).toHaveAccessibleDescription("Meanwhile changed to “Theirs”.");
    await expect(page.getByLabel("Description (optional)")).toHaveValue("Mine");
    await other.reload();
    await expect(other.getByRole("complementary")).toContainText("DescriptionTheirs");

    await page.getByRole("button", { name: "Save group" }).click();
    await expect(said(page, "The group was saved.")).toBeVisible();
    await expect(page.getByRole("complementary")).toContainText("DescriptionMine");
    await other.reload();
    await expect(other.getByRole("complementary")).toContainText("DescriptionMine");
    await expect(other.getByRole("complementary")).toContainText("Billing codeNF-299");
  });
});
