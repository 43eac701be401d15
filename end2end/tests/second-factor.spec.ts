/** A14: a second factor, from the QR code to the last recovery code; and an account that requires one. */
import type { Page } from "@playwright/test";
import { App } from "../support/app.ts";
import { type Server, startServer } from "../support/server.ts";
import { expect, idsOf, people, test } from "../support/test.ts";

type Visit = (options?: { baseURL: string; javaScriptEnabled: boolean }) => Promise<Page>;

test.use({ start: "demo", copy: "second-factor" });

const at = (path: string) => `/a/nordic-freight/${path}`;
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Types a code on the page that asks for it. */
async function enter(page: Page, code: string): Promise<void> {
  await expect(page.getByRole("heading", { name: "Enter your code" })).toBeVisible();
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Fills in the open form that sets one up; gives the app and the recovery codes. */
async function setUp(page: Page): Promise<{ app: App; codes: string[] }> {
  const key = page.locator("form .told__secret");
  await expect(key).toHaveText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  const app = new App((await key.textContent())!);
  await expect(page.getByRole("img", { name: "QR code with the key below" })).toBeVisible();
  await page.getByLabel("Code that the app shows").fill(await app.code());
  await page.getByRole("button", { name: "Set up second factor" }).click();
  const shown = page.locator(".codes li");
  await expect(shown).toHaveCount(10);
  const codes = await shown.allTextContents();
  for (const code of codes) expect(code.trim()).toMatch(/^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$/);
  return { app, codes: codes.map((code) => code.trim()) };
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "With the script" : "Without it", () => {
    // Each half changes the logins of its own server.
    let server: Server;
    test.beforeAll(async ({ server: shared }) => {
      server = javaScriptEnabled ? shared : await startServer({ demo: true });
    });
    test.afterAll(async () => {
      if (!javaScriptEnabled) await server.stop();
    });
    const password = (email: string) => server.logins.find((login) => login.email === email)!.password;
    const open = async (visit: Visit) => visit({ baseURL: server.url, javaScriptEnabled });

    test("it is set up, asked for, replaced by a recovery code, and removed", async ({ visit, problems, expectAccessible }) => {
      // A code is taken once: the last one is waited for.
      test.slow();
      problems.allow(/status of (401|422)/);
      if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
      const page = await open(visit);
      await signIn(page, people.jon, password(people.jon));
      await expect(page).toHaveURL(/users$/);
      await page.goto(at("profile"));
      await page.getByRole("link", { name: "Open sign-in and security" }).click();
      await page.getByRole("link", { name: "Set up second factor" }).click();
      await expect(page.getByRole("heading", { name: "Set up second factor" })).toBeVisible();
      const key = await page.locator("form .told__secret").textContent();
      if (javaScriptEnabled) await expectAccessible(page);
      await page.getByLabel("Code that the app shows").fill("000000");
      await page.getByRole("button", { name: "Set up second factor" }).click();
      await expect(page.getByRole("alert")).toContainText("This is not the code that your app shows now");
      // The picture that was scanned is still the right one.
      await expect(page.locator("form .told__secret")).toHaveText(key!);
      const { app, codes } = await setUp(page);
      if (javaScriptEnabled) await expectAccessible(page);
      await page.getByRole("link", { name: "Continue" }).click();
      await expect(page.getByRole("main")).toContainText("10 of 10");
      await page.goto(at("profile/history"));
      await expect(page.getByRole("main")).toContainText("Second factor set up");

      const elsewhere = await open(visit);
      await signIn(elsewhere, people.jon, password(people.jon));
      await expect(elsewhere).toHaveURL(/\/sign-in\/code/);
      // Nothing is open before the code.
      const before = await open(visit);
      await before.context().addCookies(await elsewhere.context().cookies());
      await before.goto(at("users"));
      await expect(before).toHaveURL(/\/sign-in\?next=/);
      await enter(elsewhere, "000000");
      await expect(elsewhere.getByRole("alert")).toContainText("This code is not right, or was used already");
      await expect(elsewhere.getByLabel("Code", { exact: true })).toHaveValue(javaScriptEnabled ? "000000" : "");
      if (javaScriptEnabled) await expectAccessible(elsewhere);
      await enter(elsewhere, await app.code());
      await expect(elsewhere).toHaveURL(/users$/);

      const third = await open(visit);
      await signIn(third, people.jon, password(people.jon));
      await enter(third, codes[0]!.toUpperCase());
      await expect(third).toHaveURL(/users$/);
      await third.goto(at("profile/security"));
      await expect(third.getByRole("main")).toContainText("9 of 10");
      await third.getByRole("link", { name: "Make new recovery codes" }).click();
      await third.getByRole("button", { name: "Make new recovery codes" }).click();
      await expect(third.locator(".codes li")).toHaveCount(10);
      const made = (await third.locator(".codes li").first().textContent())!.trim();
      expect(codes).not.toContain(made);
      await third.getByRole("link", { name: "Continue" }).click();
      await expect(third.getByRole("main")).toContainText("10 of 10");
      await expect(third.getByText(made)).toHaveCount(0);

      await third.getByRole("link", { name: "Remove second factor" }).click();
      await third.getByLabel("Your password", { exact: true }).fill(password(people.jon));
      await third.getByLabel("Code", { exact: true }).fill(codes[1]!);
      await third.getByRole("button", { name: "Remove second factor" }).click();
      await expect(third.getByRole("alert")).toContainText("was used already");
      await third.getByLabel("Your password", { exact: true }).fill(password(people.jon));
      await third.getByLabel("Code", { exact: true }).fill(made);
      await third.getByRole("button", { name: "Remove second factor" }).click();
      await expect(said(third, "Your second factor was removed.")).toBeVisible();
      await signIn(before, people.jon, password(people.jon));
      await expect(before).toHaveURL(/users$/);
    });

    test("an account that requires one leads to setting it up, and somebody's is reset", async ({ visit, problems }) => {
      test.slow();
      problems.allow(/status of (401|403|422)/);
      if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
      const eva = await open(visit);
      const bo = await open(visit);
      await signIn(bo, people.bo, password(people.bo));
      await expect(bo.getByRole("link", { name: "My Profile" }).first()).toBeVisible();
      await signIn(eva, people.eva, password(people.eva));
      await expect(eva).toHaveURL(/accounts$/);
      await eva.goto(at("profile/security"));
      const everybody = eva.getByLabel("Everybody in this account needs a second factor");
      await everybody.check();
      await eva.getByRole("button", { name: "Save requirement" }).click();
      await expect(eva.getByRole("alert")).toContainText("You have no second factor yourself");
      await eva.getByRole("link", { name: "Set up second factor" }).click();
      await setUp(eva);
      await eva.getByRole("link", { name: "Continue" }).click();
      await everybody.check();
      await eva.getByRole("button", { name: "Save requirement" }).click();
      await expect(said(eva, "Everybody in this account needs a second factor now.")).toBeVisible();
      await expect(eva.getByRole("main")).toContainText("Required by Nordic Freight");
      await expect(eva.getByRole("link", { name: "Remove second factor" })).toHaveCount(0);

      await bo.goto(at("profile/contact"));
      await expect(bo).toHaveURL(/\/second-factor\?next=%2Fa%2Fnordic-freight%2Fprofile%2Fcontact$/);
      await expect(bo.getByRole("heading", { name: "Set up your second factor" })).toBeVisible();
      const { codes } = await setUp(bo);
      await bo.getByRole("link", { name: "Continue" }).click();
      await expect(bo.getByRole("heading", { name: "Edit contact information" })).toBeVisible();

      // He loses his phone.
      await eva.goto(at(`users?q=${encodeURIComponent(people.bo)}`));
      const id = (await idsOf(eva)).get(people.bo)!;
      await eva.goto(at(`users/${id}`));
      await eva.getByRole("complementary").getByRole("link", { name: "Reset second factor" }).click();
      const dialog = eva.getByRole("alertdialog", { name: /^Reset the second factor of Bo/ });
      await dialog.getByRole("button", { name: "Reset second factor" }).click();
      await expect(said(eva, "The second factor was reset")).toBeVisible();
      await expect(eva.getByRole("complementary").getByRole("link", { name: "Reset second factor" })).toHaveCount(0);
      await bo.goto(at("profile"));
      await expect(bo).toHaveURL(/\/sign-in\?next=/);
      await signIn(bo, people.bo, password(people.bo));
      await expect(bo.getByRole("heading", { name: "Set up your second factor" })).toBeVisible();
      expect(codes).toHaveLength(10);
    });
  });
}
