/** U14, A2, A6: passwords that others set, choosing one's own, and proving again who one is. With and without the script. */
import type { Page } from "@playwright/test";
import { expect, idsOf, people, test } from "../support/test.ts";
import { type Server, startServer } from "../support/server.ts";

type Visit = (options?: { baseURL: string; javaScriptEnabled: boolean }) => Promise<Page>;

test.use({ start: "demo", copy: "password" });

const account = "nordic-freight";
const at = (path: string) => `/a/${account}/${path}`;
const said = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });
const panel = (page: Page) => page.getByRole("complementary");

/** The id of the user with this User id. */
async function userId(page: Page, handle: string): Promise<string> {
  await page.goto(at(`users?q=${encodeURIComponent(handle)}`));
  return (await idsOf(page)).get(handle)!;
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "With the script" : "Without it", () => {
    // Each half changes the passwords of its own server.
    let server: Server;
    test.beforeAll(async ({ server: shared }) => {
      server = javaScriptEnabled ? shared : await startServer({ demo: true });
    });
    test.afterAll(async () => {
      if (!javaScriptEnabled) await server.stop();
    });
    const password = (email: string) => server.logins.find((login) => login.email === email)!.password;
    const open = async (visit: Visit) => visit({ baseURL: server.url, javaScriptEnabled });

    test("a password that somebody sets is shown once, and only leads to choosing one's own", async ({ visit, problems }) => {
      const page = await open(visit);
      problems.allow(/status of (401|403|422)/);
      // What a page fetches along is not used where no script runs.
      if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
      // Sessions of this test alone: they end in it.
      const bo = await open(visit);
      await signIn(bo, people.bo, password(people.bo));
      await expect(bo.getByRole("link", { name: "My Profile" }).first()).toBeVisible();
      await signIn(page, people.anna, password(people.anna));
      await expect(page).toHaveURL(/users$/);

      await page.goto(at(`users/${await userId(page, people.bo)}`));
      await panel(page).getByRole("link", { name: "Change password" }).click();
      const dialog = page.getByRole("dialog", { name: /^Change the password of Bo/ });
      const field = dialog.getByLabel("New password", { exact: true });
      const made = await field.inputValue();
      expect(made).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
      await field.fill("nordicfreight2026");
      await dialog.getByRole("button", { name: "Set password" }).click();
      await expect(dialog.getByText(/New password is (among the first|made of)/).last()).toBeVisible();
      await field.fill(made);
      await dialog.getByRole("button", { name: "Set password" }).click();
      await expect(dialog.getByText(made)).toBeVisible();
      await expect(dialog).toContainText("It is shown only now and sent to nobody");
      await expect(dialog).toContainText("All their sessions have ended.");
      await dialog.getByRole("link", { name: "Done" }).click();
      await expect(dialog).toHaveCount(0);
      await expect(page.getByText(made)).toHaveCount(0);

      // Signed out at once, and the old password is nothing any more.
      await bo.goto(at("profile"));
      await expect(bo).toHaveURL(/^[^?]*\/sign-in/);
      await signIn(bo, people.bo, password(people.bo));
      await expect(bo.getByText("The email address or the password is not right.").first()).toBeVisible();
      await signIn(bo, people.bo, made);
      await expect(bo.getByRole("heading", { name: "Choose your password" })).toBeVisible();
      // Every page leads there.
      await bo.goto(at("profile/contact"));
      await expect(bo).toHaveURL(/\/password\?next=%2Fa%2Fnordic-freight%2Fprofile%2Fcontact$/);
      await bo.getByLabel("New password", { exact: true }).fill(made);
      await bo.getByRole("button", { name: "Choose password" }).click();
      await expect(bo.getByText("New password is the one you have; choose another one.").last()).toBeVisible();
      await expect(bo.getByLabel("New password", { exact: true })).toHaveAttribute("autocomplete", "new-password");
      await bo.getByLabel("New password", { exact: true }).fill("seven lamps under the harbour");
      await bo.getByRole("button", { name: "Choose password" }).click();
      await expect(bo.getByRole("heading", { name: "Edit contact information" })).toBeVisible();
      await bo.goto(at("profile/history"));
      await expect(bo.getByRole("main")).toContainText("Temporary password set");
      await expect(bo.getByRole("main")).toContainText("Own password changed");
    });

    test("changing one's own ends all other sessions", async ({ visit, problems }) => {
      const page = await open(visit);
      problems.allow(/status of (401|422)/);
      if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
      const elsewhere = await open(visit);
      for (const one of [page, elsewhere]) {
        await signIn(one, people.jon, password(people.jon));
        await expect(one).toHaveURL(/users$/);
      }
      await page.goto(at("profile"));
      await page.getByRole("link", { name: "Change password" }).click();
      await expect(page.getByRole("heading", { name: "Change password" })).toBeVisible();
      const [current, chosen] = [page.getByLabel("Current password", { exact: true }), page.getByLabel("New password", { exact: true })];
      await expect(current).toHaveAttribute("autocomplete", "current-password");
      await current.fill("not the right password");
      await chosen.fill("eleven ships and no captain");
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByText("This is not your password; type the one that you sign in with.").last()).toBeVisible();
      await current.fill(password(people.jon));
      await chosen.fill("eleven ships and no captain");
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(said(page, "Your password was changed.")).toBeVisible();
      await page.goto(at("users"));
      await expect(page).toHaveURL(/users$/);
      await elsewhere.goto(at("users"));
      await expect(elsewhere).toHaveURL(/^[^?]*\/sign-in/);
    });

    test("what is not allowed is not offered, and says why", async ({ visit }) => {
      const page = await open(visit);
      await signIn(page, people.eva, password(people.eva));
      await expect(page).toHaveURL(/accounts$/);
      const own = await userId(page, people.eva);
      await page.goto(at(`users/${own}`));
      await expect(panel(page)).toContainText("You change your own in My Profile.");
      await expect(panel(page).getByRole("link", { name: "Change password" })).toHaveCount(0);
    });
  });
}

/** A server that asks again after a second instead of a quarter of an hour. */
test.describe("After a while", () => {
  let server: Server;
  test.beforeAll(async () => {
    server = await startServer({ demo: true, env: { PORTICO_SESSION_CONFIRM: "1s" } });
  });
  test.afterAll(() => server.stop());

  for (const javaScriptEnabled of [true, false]) {
    test(`giving access asks for one's own password again (${javaScriptEnabled ? "with" : "without"} the script)`, async ({ visit, problems }) => {
      problems.allow(/status of 422/);
      const page = await visit({ baseURL: server.url, javaScriptEnabled });
      const mine = server.logins.find(({ email }) => email === people.eva)!.password;
      await signIn(page, people.eva, mine);
      await expect(page).toHaveURL(/accounts$/);
      await page.goto(at("users"));
      const finance = (await idsOf(page)).get("Finance")!;
      const asked = panel(page).getByLabel("Your password", { exact: true });
      await expect(async () => {
        await page.goto(at(`groups/${finance}/access`));
        await expect(asked).toBeVisible({ timeout: 1000 });
      }).toPass();
      const who = javaScriptEnabled ? people.bo : people.anna;
      await panel(page).getByLabel("User id").fill(who);
      await panel(page).getByRole("button", { name: "Give access" }).click();
      await expect(panel(page).getByText("Your password is missing; type it again").last()).toBeVisible();
      await expect(asked).toHaveAttribute("aria-invalid", "true");
      await asked.fill("not the right password");
      await panel(page).getByRole("button", { name: "Give access" }).click();
      await expect(panel(page).getByText("This is not your password").last()).toBeVisible();
      await expect(panel(page).getByLabel("User id")).toHaveValue(who);
      await asked.fill(mine);
      await panel(page).getByRole("button", { name: "Give access" }).click();
      await expect(said(page, "Access was given.")).toBeVisible();
    });
  }
});
