/** A1: signing in and out, several accounts, the theme. */
import { expect, groupRow, people, test, tree } from "../support/test.ts";

test.use({ start: "demo", copy: "sign-in" });

const users = "/a/nordic-freight/users";

test.describe("Signing in", () => {
  test("leads to the account that is the only one", async ({ page, password }) => {
    await page.goto("/");
    await expect(page).toHaveURL("/sign-in?next=%2F");
    await expect(page).toHaveTitle("Sign in · Portico");
    await page.getByLabel("Email address").fill(people.anna);
    await page.getByLabel("Password", { exact: true }).fill(password("anna"));
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(users);
    await expect(page.getByRole("heading", { name: "Users", level: 1 })).toBeVisible();
  });

  test("sets cookies that no script and no other site can read", async ({ page, context, password }) => {
    await page.goto("/sign-in");
    await page.getByLabel("Email address").fill(people.anna.toUpperCase());
    await page.getByLabel("Password", { exact: true }).fill(password("anna"));
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(users);
    const cookies = await context.cookies();
    for (const name of ["__Host-session", "__Host-device"]) {
      const cookie = cookies.find((cookie) => cookie.name === name);
      expect(cookie, name).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", path: "/", domain: "localhost" });
    }
    expect(await page.evaluate(() => document.cookie)).toBe("");
  });

  for (const [what, email, secret] of [
    ["a wrong password", people.anna, "not the password at all"],
    ["an unknown address", "nobody@nordicfreight.example", "not the password at all"],
  ] as const) {
    test(`refuses ${what} in the same words`, async ({ page, problems }) => {
      problems.allow(/status of 422/);
      await page.goto("/sign-in");
      await page.getByLabel("Email address").fill(email);
      await page.getByLabel("Password", { exact: true }).fill(secret);
      await page.getByRole("button", { name: "Sign in" }).click();
      const summary = page.getByRole("alert");
      await expect(summary).toBeFocused();
      await expect(summary).toHaveText("You are not signed inThe email address or the password is not right.");
      await expect(page).toHaveTitle("Error: Sign in · Portico");
      await expect(page.getByLabel("Email address")).toHaveValue(email);
    });
  }

  test("names an empty field and leads to it", async ({ page, problems, password }) => {
    problems.allow(/status of 422/);
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Sign in" }).click();
    const summary = page.getByRole("alert");
    await expect(summary).toBeFocused();
    await expect(page).toHaveTitle("Error: Sign in · Portico");
    const email = page.getByLabel("Email address");
    await expect(email).toHaveAttribute("aria-invalid", "true");
    await expect(email).toHaveAccessibleDescription(/^Email address .+/);
    await summary.getByRole("link", { name: /^Email address/ }).click();
    await expect(email).toBeFocused();

    await email.fill(people.anna);
    await page.getByRole("button", { name: "Sign in" }).click();
    const secret = page.getByLabel("Password", { exact: true });
    await expect(secret).toHaveAccessibleDescription("Password is missing.");
    await expect(email).not.toHaveAttribute("aria-invalid");
    await summary.getByRole("link", { name: "Password is missing." }).click();
    await expect(secret).toBeFocused();
    await secret.fill(password("anna"));
    await secret.press("Enter");
    await expect(page).toHaveURL(users);
  });

  test("shows both faults when both fields are empty", async ({ page, problems }) => {
    problems.allow(/status of 422/);
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").getByRole("link")).toHaveCount(2);
  });

  test("shows and hides what is typed as a password", async ({ page }) => {
    await page.goto("/sign-in");
    const secret = page.getByLabel("Password", { exact: true });
    await expect(secret).toHaveAttribute("autocomplete", "current-password");
    await secret.fill("what is typed");
    await page.getByRole("button", { name: "Show password" }).click();
    await expect(secret).toHaveAttribute("type", "text");
    await page.getByRole("button", { name: "Hide password" }).click();
    await expect(secret).toHaveAttribute("type", "password");
    await expect(secret).toHaveValue("what is typed");
  });
});

test.describe("Where signing in leads", () => {
  const signIn = async (page: import("@playwright/test").Page, secret: string) => {
    await page.getByLabel("Email address").fill(people.anna);
    await page.getByLabel("Password", { exact: true }).fill(secret);
    await page.getByRole("button", { name: "Sign in" }).click();
  };

  test("a page that asks for it is where one comes back to", async ({ page, password }) => {
    await page.goto(`${users}?q=bo.ek`);
    await expect(page).toHaveURL("/sign-in?next=%2Fa%2Fnordic-freight%2Fusers%3Fq%3Dbo.ek");
    await signIn(page, password("anna"));
    await expect(page).toHaveURL(`${users}?q=bo.ek`);
    await expect(page.getByRole("status").filter({ hasText: "matches “bo.ek”" })).toBeVisible();
  });

  for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    test(`never to another site: ${next}`, async ({ page, password }) => {
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await signIn(page, password("anna"));
      await expect(page).toHaveURL(users);
    });
  }
});

test.describe("Signing out", () => {
  test("ends the session everywhere in this browser, Back included", async ({ page, context, password, problems }) => {
    problems.allow(/status of 401/);
    await page.goto(`/sign-in?next=${users}`);
    await page.getByLabel("Email address").fill(people.anna);
    await page.getByLabel("Password", { exact: true }).fill(password("anna"));
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(tree(page)).toBeVisible();
    const [before] = (await context.cookies()).filter(({ name }) => name === "__Host-session");

    await page.getByRole("button", { name: "Your menu, Anna Berg" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL("/sign-in");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    expect((await context.cookies()).map(({ name }) => name)).not.toContain("__Host-session");

    await page.goBack();
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await expect(page.getByText("anna.berg@")).toHaveCount(0);
    await page.goto(users);
    await expect(page).toHaveURL("/sign-in?next=%2Fa%2Fnordic-freight%2Fusers");

    // Nor is the old session worth anything to whoever kept it.
    await context.addCookies([{ ...before!, expires: -1 }]);
    await page.goto(users);
    await expect(page).toHaveURL("/sign-in?next=%2Fa%2Fnordic-freight%2Fusers");
  });
});

test.describe("Several accounts", () => {
  test.use({ as: "eva" });

  test("the start page and the menu offer the choice", async ({ page }) => {
    await page.goto("/");
    await expect(page).toHaveURL("/accounts");
    await expect(page.getByRole("main").getByRole("link")).toHaveText(["Kubernetes", "Nordic Freight"]);
    await page.getByRole("link", { name: "Kubernetes" }).click();
    await expect(page).toHaveURL("/a/kubernetes/users");
    await expect(groupRow(page, "kubernetes")).toBeVisible();

    await page.getByRole("button", { name: /^Your menu/ }).click();
    await page.getByRole("link", { name: "Switch account" }).click();
    await page.getByRole("link", { name: "Nordic Freight" }).click();
    await expect(page).toHaveURL(users);
    await expect(groupRow(page, "Nordic Freight")).toBeVisible();
    await expect(groupRow(page, "kubernetes")).toHaveCount(0);
  });

  test("two tabs show two accounts", async ({ page, context }) => {
    const other = await context.newPage();
    await page.goto(users);
    await other.goto("/a/kubernetes/users");
    for (const [tab, account, root] of [[page, "Nordic Freight", "Nordic Freight"], [other, "Kubernetes", "kubernetes"]] as const) {
      await tab.reload();
      await expect(tab.getByRole("link", { name: `Account: ${account}` })).toBeVisible();
      await expect(groupRow(tab, root)).toBeVisible();
      await tab.getByRole("link", { name: "My Profile" }).click();
      await expect(tab.getByRole("link", { name: `Account: ${account}` })).toBeVisible();
    }
  });

  test("another's account answers as none at all", async ({ visit, problems }) => {
    problems.allow(/status of 404/);
    const page = await visit({ as: "anna" });
    for (const path of ["/a/kubernetes/users", "/a/nobody/users"]) {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
    }
  });
});

test.describe("The theme", () => {
  test.use({ as: "eva" });

  test("is remembered and stands in the first HTML", async ({ page, context }) => {
    const root = page.locator("html");
    const inFirstHtml = async () => /<html[^>]* data-theme="(\w+)"/.exec(await (await context.request.get(users)).text())?.[1];
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(users);
    await expect(tree(page)).toBeVisible();
    expect(await inFirstHtml()).toBe("system");
    const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);

    await page.getByRole("button", { name: /^Your menu/ }).click();
    await page.getByRole("button", { name: "Dark" }).click();
    await expect(root).toHaveAttribute("data-theme", "dark");
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe(light);
    // The page changes at once; the answer remembers it.
    await expect.poll(inFirstHtml).toBe("dark");
    await page.reload();
    await expect(root).toHaveAttribute("data-theme", "dark");
    await expect(tree(page)).toBeVisible();
    await expect(root).toHaveAttribute("data-theme", "dark");

    await page.getByRole("button", { name: /^Your menu/ }).click();
    await page.getByRole("button", { name: "As the system" }).click();
    await expect(root).toHaveAttribute("data-theme", "system");
    await expect.poll(inFirstHtml).toBe("system");
  });

  test("of one's own making is not taken into the page", async ({ context, baseURL }) => {
    await context.addCookies([{ name: "theme", value: "x%22onload", url: baseURL! }]);
    expect(await (await context.request.get("/sign-in")).text()).toContain('data-theme="system"');
  });
});
