/** The first answer is the whole page; the script then wakes it without a word, and files are kept for ever. */
import type { Page } from "@playwright/test";
import { expect, openGroups, test, tree } from "../support/test.ts";

test.use({ start: "demo", copy: "first-load", as: "eva" });

const account = "nordic-freight";

/** Every page, by a name for people, with a text that only its content has. */
const pages = {
  "the choice of accounts": ["/accounts", "Kubernetes"],
  "the tree": [`/a/${account}/users`, "667 in 26 groups"],
  "a search": [`/a/${account}/users?q=gate7`, "gate7"],
  "a search without a match": [`/a/${account}/users?q=nobody-is-called-so`, "Nobody matches"],
  "a list": [`/a/${account}/users?kind=system`, "All systems"],
  "a user": [`/a/${account}/users/{gate7}`, "Gate controller"],
  "moving a user": [`/a/${account}/users/{gate7}/move`, "Find a group"],
  "moving a user there": [`/a/${account}/users/{gate7}/move?to={Sales}`, "What the user has moves along"],
  "deleted users": [`/a/${account}/deleted-users`, "Nobody whom you could restore"],
  "a group": [`/a/${account}/groups/{Sales}`, "Offers and customers"],
  "adding a user": [`/a/${account}/groups/{Sales}/add-user`, "An invitation is sent there"],
  "adding a group": [`/a/${account}/groups/{Sales}/add`, "Unique among the groups beside it"],
  "editing a group": [`/a/${account}/groups/{Sales}/edit`, "Edit Sales"],
  "moving a group": [`/a/${account}/groups/{Sales}/move`, "Find a group"],
  "moving a group there": [`/a/${account}/groups/{Sales}/move?to={Finance}`, "203 users and 4 groups move with it"],
  "the profile": [`/a/${account}/profile`, "SE556677889901"],
  "editing the profile": [`/a/${account}/profile/contact`, "Country of the phone number"],
  "the history": [`/a/${account}/history`, "Organization imported"],
  "a group's history": [`/a/${account}/groups/{Sales}/history`, "Nothing was done yet"],
  "a user's history": [`/a/${account}/users/{gate7}/history`, "Nothing was done yet"],
  "one's own history": [`/a/${account}/profile/history`, "Nothing was done yet"],
  "who holds the account": [`/a/${account}/ownership`, "You reach everything in this account"],
  "editing the company": [`/a/${account}/profile/company`, "VAT or tax id"],
} as const;

const fill = (path: string, ids: Map<string, string>) => path.replaceAll(/\{(.+?)\}/g, (_, name: string) => ids.get(name)!);

for (const [name, [path, text]] of Object.entries(pages)) {
  test(`${name} is whole before any script, and wakes in silence as it was`, async ({ page, visit }) => {
    const ids = path.includes("{") ? await openGroups(page, account, "Operations", "Gothenburg terminal") : new Map<string, string>();
    const plain = await visit({ as: "eva", javaScriptEnabled: false });
    const answer = await plain.goto(fill(path, ids));
    expect(answer?.status()).toBe(200);
    expect(answer?.headers()["content-type"]).toMatch(/^text\/html/);
    expect(answer?.headers()["cache-control"]).toMatch(/no-store/);
    await expect(plain.getByRole("main")).toContainText(text);
    // How long ago somebody was active goes on while the test runs.
    const words = async (page: Page) =>
      (await page.getByRole("main").innerText()).replaceAll(/\s+/g, " ").replaceAll(/\b(now|\d+ (min|h))\b/g, "lately");
    const said = await words(plain);

    // Awake, it asks the server for nothing more and says the same.
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(fill(path, ids), { waitUntil: "networkidle" });
    expect(asked.filter((path) => path.startsWith("/api/"))).toEqual([]);
    await expect.poll(() => words(page)).toBe(said);
    expect(await page.title()).toBe(await plain.title());
  });
}

/** Holds the program back; what is returned lets it come. */
async function sleep(page: Page): Promise<() => void> {
  let wake = () => {};
  const held = new Promise<void>((resolve) => (wake = resolve));
  await page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  return wake;
}

test("what is chosen before the script is awake stays", async ({ page }) => {
  const wake = await sleep(page);
  await page.goto(`/a/${account}/history`, { waitUntil: "commit" });
  await page.getByLabel("What was done").selectOption({ label: "Account made" });
  await page.getByLabel("By whom").fill("demo");
  await page.getByRole("searchbox", { name: "Search users" }).fill("anna");
  wake();
  await page.waitForLoadState("networkidle");
  await expect(page.getByRole("button", { name: "Go to a page" })).toBeVisible();
  await expect(page.getByLabel("What was done")).toHaveValue("account.created");
  await expect(page.getByLabel("By whom")).toHaveValue("demo");
  await expect(page.getByRole("searchbox", { name: "Search users" })).toHaveValue("anna");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/history\?action=account\.created&actor=demo/);
});

test("a form that is refused before the script is awake wakes as it stands", async ({ page, problems }) => {
  problems.allow(/status of 422/);
  const wake = await sleep(page);
  await page.goto(`/a/${account}/profile/contact`, { waitUntil: "commit" });
  await page.getByLabel("Phone (optional)", { exact: true }).fill("12");
  await page.getByLabel("Country of the phone number").selectOption("Sweden");
  await page.getByRole("button", { name: "Save contact information" }).click();
  const fault = page.getByRole("alert").getByRole("link", { name: /is not a number of Sweden/ });
  await expect(fault).toBeVisible();
  wake();
  // Awake, the summary has the focus.
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByLabel("Phone (optional)", { exact: true })).toHaveValue("12");
  await page.getByLabel("Phone (optional)", { exact: true }).fill("");
  await page.getByRole("button", { name: "Save contact information" }).click();
  await expect(page).toHaveURL(`/a/${account}/profile?done=profile-saved`);
});

test("the tree of a real organization is below 100 KB", async ({ page }) => {
  await page.goto("/a/kubernetes/users");
  await expect(tree(page)).toBeVisible();
  const html = await (await page.request.get("/a/kubernetes/users")).body();
  expect(html.byteLength).toBeLessThan(100_000);
});

test("files carry the hash of their content, come compressed, and are kept for a year", async ({ page }) => {
  const loaded = new Map<string, Record<string, string>>();
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith("/pkg/")) loaded.set(pathname, response.headers());
  });
  await page.goto(`/a/${account}/users`);
  await expect(tree(page)).toBeVisible();
  expect([...loaded.keys()].map((path) => path.split(".").at(-1)).sort()).toEqual(["css", "js", "js", "wasm"]);
  for (const [path, headers] of loaded) {
    expect(path).toMatch(/^\/pkg\/(portico|__wasm_split)\.[0-9a-f]{16}\.(css|js|wasm)$/);
    expect(headers["cache-control"], path).toBe("public, max-age=31536000, immutable");
    expect(headers["content-encoding"], path).toBe("br");
  }
});
