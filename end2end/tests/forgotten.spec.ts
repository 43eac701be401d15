/** A forgotten password, from the sign-in page to the mail that a real mail server received, and back. */
import type { Page } from "@playwright/test";
import { expect, people, test } from "../support/test.ts";

test.use({ start: "demo", copy: "forgotten", mail: true });

/** Goes from the sign-in page to the answer, which is always the same. */
async function forget(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send instructions" }).click();
  await expect(page.getByRole("heading", { name: "Look at your mail" })).toBeVisible();
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("the account holder lets everybody choose by mail, and ends that", async ({ visit, page, post }) => {
  const eva = await visit({ as: "eva" });
  const choice = eva.getByLabel("Everybody may choose a new password by mail");
  for (const allowed of [true, false]) {
    await eva.goto("/a/nordic-freight/profile");
    await choice.setChecked(allowed);
    await eva.getByRole("button", { name: "Save choice" }).click();
    await expect(eva.getByText("Who may choose a new password by mail was saved.")).toBeVisible();
    await expect(choice).toBeChecked({ checked: allowed });
    await forget(page, people.anna);
    const { subject } = await post.office.next(people.anna);
    expect(subject).toBe(allowed ? "Choose a new password" : "Ask for a new password");
  }
  expect((await post.office.next(people.eva)).subject).toBe("Anna Berg asks for a new password");
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`the account holder chooses a new password by a mailed link, ${how}`, async ({ visit, post, problems }) => {
    problems.allow(/status of (404|422)/);
    if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
    const page = await visit({ javaScriptEnabled });
    const chosen = `a password that is new ${how}`;
    await forget(page, people.eva);
    const mail = await post.office.next(people.eva);
    expect(mail.subject).toBe("Choose a new password");
    expect(mail.html).toContain(mail.links[0]!);

    await page.goto(mail.links[0]!);
    await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
    await page.getByLabel("New password", { exact: true }).fill("short");
    await page.getByRole("button", { name: "Set new password" }).click();
    await expect(page.getByRole("alert")).toContainText("use at least 15");
    await expect(page).toHaveTitle(/^Error: Choose a new password/);
    await expect(page.getByLabel("New password", { exact: true })).toHaveValue("");

    await page.getByLabel("New password", { exact: true }).fill(chosen);
    await page.getByRole("button", { name: "Set new password" }).click();
    await expect(page.getByRole("heading", { name: "Your password was changed" })).toBeVisible();
    expect((await post.office.next(people.eva)).subject).toBe("Your password was changed");

    // It worked once.
    await page.goto(mail.links[0]!);
    await expect(page.getByRole("heading", { name: "This link cannot be used" })).toBeVisible();
    await page.getByRole("link", { name: "Sign in" }).click();
    await signIn(page, people.eva, chosen);
    await expect(page.getByRole("heading", { name: "Your accounts" })).toBeVisible();
  });

  test(`somebody else is told whom to ask, and the account holder that they do, ${how}`, async ({ visit, post }) => {
    const page = await visit({ javaScriptEnabled });
    const [who, subject] = javaScriptEnabled ? [people.bo, "Bo Ek asks for a new password"] : [people.jon, "Jon Vik asks for a new password"];
    await forget(page, who);
    const mail = await post.office.next(who);
    expect(mail.subject).toBe("Ask for a new password");
    expect(mail.text).toContain("ask Eva Lind, who holds the account");
    expect(mail.links).toEqual([]);
    const told = await post.office.next(people.eva);
    expect(told.subject).toBe(subject);
    expect(told.links[0]).toContain("/a/nordic-freight/users/");
  });
}

test("an address that is none is refused in the page", async ({ page, problems }) => {
  problems.allow(/status of 422/);
  await page.goto("/forgotten");
  await page.getByLabel("Email address").fill("eva.lind");
  await page.getByRole("button", { name: "Send instructions" }).click();
  await expect(page).toHaveTitle(/^Error: Forgot your password/);
  await expect(page.getByRole("alert")).toBeFocused();
  await page.getByRole("link", { name: /is not an email address/ }).click();
  await expect(page.getByLabel("Email address")).toBeFocused();
  await expect(page.getByLabel("Email address")).toHaveValue("eva.lind");
});

test("a new password is shown and hidden", async ({ page, post, expectAccessible }) => {
  await forget(page, people.eva);
  await page.goto((await post.office.next(people.eva)).links[0]!);
  const field = page.getByLabel("New password", { exact: true });
  await expect(field).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: "Show new password" }).click();
  await expect(field).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: "Hide new password" }).click();
  await expect(field).toHaveAttribute("type", "password");
  await expectAccessible(page);
});
