/** A2: signing in with another address, from My Profile to the mail that a real mail server received, and back. */
import type { Page } from "@playwright/test";
import { expect, people, test } from "../support/test.ts";

test.use({ start: "demo", copy: "email", mail: true });

const at = (path: string) => `/a/nordic-freight/${path}`;

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";
  const who = javaScriptEnabled ? "bo" : "jon";

  test(`an address is changed by a mailed link, ${how}`, async ({ visit, post, password, problems, expectAccessible }) => {
    problems.allow(/status of (401|404|422)/);
    if (!javaScriptEnabled) problems.allow(/was preloaded using link preload/);
    const next = `${who}.new@elsewhere.example`;
    const page = await visit({ javaScriptEnabled });
    const elsewhere = await visit({ javaScriptEnabled });
    for (const one of [page, elsewhere]) {
      await signIn(one, people[who], password(who));
      await expect(one).not.toHaveURL(/sign-in/);
    }
    await page.goto(at("profile"));
    await page.getByRole("link", { name: "Change email" }).click();
    await expect(page.getByRole("heading", { name: "Change email" })).toBeVisible();
    const [address, own] = [page.getByLabel("New email address"), page.getByLabel("Your password", { exact: true })];
    await address.fill(next);
    await own.fill("not the password");
    await page.getByRole("button", { name: "Send link" }).click();
    await expect(page.getByRole("alert")).toContainText("This is not your password");
    await expect(page).toHaveTitle(/^Error: Change email/);
    await expect(address).toHaveValue(next);

    // An address that somebody has is answered like any other; the mail there has no link.
    await address.fill(people.eva);
    await own.fill(password(who));
    await page.getByRole("button", { name: "Send link" }).click();
    await expect(page.getByText("A link was sent to your new address.")).toBeVisible();
    const taken = await post.office.next(people.eva);
    expect([taken.subject, taken.text.includes("/change-email/")]).toEqual(["This address is in use already", false]);
    expect((await post.office.next(people[who])).subject).toBe("Another address was asked for");

    await page.goto(at("profile/email"));
    await address.fill(next);
    await own.fill(password(who));
    await page.getByRole("button", { name: "Send link" }).click();
    await expect(page.getByText("A link was sent to your new address.")).toBeVisible();
    const mail = await post.office.next(next);
    expect(mail.subject).toBe("Confirm your new address");
    expect((await post.office.next(people[who])).text).toContain(next);

    await page.goto(mail.links[0]!);
    await expect(page.getByRole("main")).toContainText(`You sign in with ${next} from now on, no longer with ${people[who]}.`);
    if (javaScriptEnabled) await expectAccessible(page);
    await page.getByRole("button", { name: "Use this address" }).click();
    await expect(page.getByRole("heading", { name: "Your address was changed" })).toBeVisible();
    expect((await post.office.next(people[who])).subject).toBe("You sign in with another address now");
    await page.goto(mail.links[0]!);
    await expect(page.getByRole("heading", { name: "This link cannot be used" })).toBeVisible();

    // Still signed in here, and nowhere else.
    await page.goto(at("profile"));
    await expect(page.getByRole("main")).toContainText(next);
    await elsewhere.goto(at("profile"));
    await expect(elsewhere).toHaveURL(/\/sign-in\?next=/);
    await signIn(elsewhere, people[who], password(who));
    await expect(elsewhere.getByText("The email address or the password is not right.").first()).toBeVisible();
    await signIn(elsewhere, next, password(who));
    await expect(elsewhere).not.toHaveURL(/sign-in/);
    await page.goto(at("profile/history"));
    await expect(page.getByRole("main")).toContainText("Email address changed");
  });
}
