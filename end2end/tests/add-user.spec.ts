/** Users are added by their address alone; the person behind it accepts by mail. */
import type { Page } from "@playwright/test";
import { expect, groupRow, people, test, userRow } from "../support/test.ts";

test.use({ start: "demo", copy: "add-user", mail: true });

const users = "/a/nordic-freight/users";

/** Adds a user to Finance by the plus beside it; gives their panel. */
async function add(page: Page, email: string) {
  await page.goto(users);
  await groupRow(page, "Finance").getByRole("link", { name: "Add a user to Finance" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a user to Finance" });
  await dialog.getByLabel("Email address").fill(email);
  await dialog.getByRole("button", { name: "Add user" }).click();
  await expect(page.getByText("The user was added and an invitation was sent.")).toBeVisible();
  return page.getByRole("complementary", { name: email });
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`a new person is invited, accepts and signs in, ${how}`, async ({ visit, post, problems }) => {
    problems.allow(/status of (404|422)/);
    // Without the script nothing uses the program that the page asks for.
    if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
    const eva = await visit({ as: "eva", javaScriptEnabled });
    const email = `new.${javaScriptEnabled}@partner.example`;
    const panel = await add(eva, email);
    await expect(panel.getByText("invited", { exact: true })).toBeVisible();
    await expect(panel).toContainText("Once they accept the invitation");
    await expect(userRow(eva, email)).toBeVisible();
    const mail = await post.office.next(email);
    expect(mail.subject).toBe("Eva Lind added you to Nordic Freight");

    const theirs = await visit({ javaScriptEnabled });
    await theirs.goto(mail.links[0]!);
    await expect(theirs.getByRole("heading", { name: "Join Nordic Freight" })).toBeVisible();
    await theirs.getByLabel("New password", { exact: true }).fill("short");
    await theirs.getByRole("button", { name: "Accept invitation" }).click();
    await expect(theirs.getByRole("alert")).toContainText("use at least 15");
    await theirs.getByLabel("New password", { exact: true }).fill("words that nobody guesses");
    await theirs.getByRole("button", { name: "Accept invitation" }).click();
    await expect(theirs.getByRole("heading", { name: "You are in" })).toBeVisible();
    await theirs.getByRole("main").getByRole("link", { name: "Sign in" }).click();
    await theirs.getByLabel("Email address").fill(email);
    await theirs.getByLabel("Password", { exact: true }).fill("words that nobody guesses");
    await theirs.getByRole("button", { name: "Sign in" }).click();
    await expect(theirs).toHaveURL(/\/a\/nordic-freight/);

    await eva.reload();
    await expect(panel).toContainText("Can sign in");
    await expect(panel.getByText("invited", { exact: true })).toHaveCount(0);
    await theirs.goto(mail.links[0]!);
    await expect(theirs.getByRole("heading", { name: "This link cannot be used" })).toBeVisible();
  });

  test(`an invitation is sent again and withdrawn, ${how}`, async ({ visit, post, problems }) => {
    problems.allow(/status of 404/);
    if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
    const eva = await visit({ as: "eva", javaScriptEnabled });
    const email = `late.${javaScriptEnabled}@partner.example`;
    const panel = await add(eva, email);
    const first = await post.office.next(email);
    await panel.getByRole("button", { name: "Send again" }).click();
    await expect(eva.getByText("An invitation was sent.")).toBeVisible();
    const second = await post.office.next(email);
    const theirs = await visit({ javaScriptEnabled });
    await theirs.goto(first.links[0]!);
    await expect(theirs.getByRole("heading", { name: "This link cannot be used" })).toBeVisible();
    await theirs.goto(second.links[0]!);
    await expect(theirs.getByRole("heading", { name: "Join Nordic Freight" })).toBeVisible();
    await panel.getByRole("button", { name: "Withdraw invitation" }).click();
    await expect(eva.getByText("The invitation was withdrawn.")).toBeVisible();
    await expect(panel).toContainText("Has no login yet");
    await expect(panel.getByRole("button", { name: "Send invitation" })).toBeVisible();
    await theirs.reload();
    await expect(theirs.getByRole("heading", { name: "This link cannot be used" })).toBeVisible();
  });
}

test("somebody who has a login elsewhere is asked to sign in, and accepts", async ({ visit, post, password, expectAccessible }) => {
  const eva = await visit({ as: "eva" });
  await eva.goto("/a/kubernetes/users");
  await eva.getByRole("link", { name: /^Add a user to/ }).first().click();
  await eva.getByRole("dialog").getByLabel("Email address").fill(people.bo);
  await eva.getByRole("button", { name: "Add user" }).click();
  await expect(eva.getByText("The user was added and an invitation was sent.")).toBeVisible();
  await expect(eva.getByRole("complementary").getByText("invited", { exact: true })).toBeVisible();

  const bo = await visit();
  await bo.goto((await post.office.next(people.bo)).links[0]!);
  await expect(bo.getByText("Sign in with that address to accept.")).toBeVisible();
  await expectAccessible(bo);
  await bo.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await bo.getByLabel("Email address").fill(people.bo);
  await bo.getByLabel("Password", { exact: true }).fill(password("bo"));
  await bo.getByRole("button", { name: "Sign in" }).click();
  await expect(bo.getByRole("heading", { name: "Join Kubernetes" })).toBeVisible();
  await expect(bo.getByLabel("New password")).toHaveCount(0);
  await expectAccessible(bo);
  await bo.getByRole("button", { name: "Accept invitation" }).click();
  await expect(bo).toHaveURL(/\/a\/kubernetes/);
  await bo.goto("/accounts");
  await expect(bo.getByRole("main").getByRole("listitem")).toHaveText(["Kubernetes", "Nordic Freight"]);
});

test.describe("An address", () => {
  test.use({ as: "anna" });

  test("that is a user here is refused, and where is told those who see it", async ({ page, problems }) => {
    problems.allow(/status of 422/);
    await page.goto(users);
    await page.getByRole("link", { name: "Add a user to Operations" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a user to Operations" });
    const alert = dialog.getByRole("alert");
    for (const [email, fault] of [
      ["anna.berg", "is not an email address"],
      [people.anna, "is already a user here, in Operations."],
      [people.jon, "cannot be added here"],
    ] as const) {
      await dialog.getByLabel("Email address").fill(email);
      await dialog.getByRole("button", { name: "Add user" }).click();
      await expect(alert).toContainText(fault);
      await expect(alert).toBeFocused();
      await expect(dialog.getByLabel("Email address")).toHaveValue(email);
    }
    await expect(alert).not.toContainText("Sales");
  });
});
