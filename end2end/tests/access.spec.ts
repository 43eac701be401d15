/** Who sees and may do what: an administrator of a part, a viewer, somebody without access, another account. */
import type { APIRequestContext, Page } from "@playwright/test";
import { countOf, expect, groupRow, openGroups, test, tree, userRow } from "../support/test.ts";

test.use({ start: "demo", copy: "access" });

const account = "nordic-freight";
const users = `/a/${account}/users`;
const nowhere = "019a0000-0000-7000-8000-000000000000";

/** The ids that Eva, who sees everything, sees. */
async function everything(visit: (options: { as: "eva" }) => Promise<Page>): Promise<(name: string) => string> {
  const page = await visit({ as: "eva" });
  const ids = await openGroups(page, account, "Operations", "Gothenburg terminal", "Sales");
  return (name) => {
    const id = ids.get(name);
    if (!id) throw new Error(`There is no ${name}`);
    return id;
  };
}

/** Every page of a group and of a user. */
const pagesOf = {
  group: ["", "/add", "/add-user", "/edit", "/move", "/delete", "/history"],
  user: ["", "/move", "/history"],
};

/** Opens a page; expects the status and that its heading says why. */
async function expectRefused(page: Page, path: string, status: 403 | 404): Promise<void> {
  const answer = await page.goto(path);
  expect(answer?.status(), path).toBe(status);
  const heading = status === 404 ? "Not found" : "This is not yours to open";
  await expect(page.getByRole("heading", { name: heading }).first(), path).toBeVisible();
}

/** To move something to what is hidden answers as to move it nowhere. */
async function expectNoDestination(page: Page, group: string, to: string): Promise<void> {
  const plan = async (to: string) => {
    const answer = await page.request.get("/api/group/plan_move", { params: { account, group, to } });
    return { status: answer.status(), text: await answer.text() };
  };
  const told = await plan(to);
  expect([404, 422]).toContain(told.status);
  expect(told).toEqual(await plan(nowhere));
}

const eachChange = (id: (name: string) => string, group: string, user: string, to: string) => [
  ["group/add", { account, parent: id(group), name: "Made by hand" }],
  ["user/add", { account, group: id(group), email: "made.by.hand@nordicfreight.example" }],
  ["group/edit", { account, group: id(group), version: "1", name: "Renamed by hand", description: "By hand", billing_code: "BY-HAND" }],
  ["group/move", { account, group: id(group), to: id(to) }],
  ["group/delete", { account, group: id(group) }],
  ["user/move", { account, user: id(user), to: id(to) }],
] as const;

async function post(request: APIRequestContext, path: string, form: Record<string, string>): Promise<number> {
  return (await request.post(`/api/${path}`, { form })).status();
}

test.describe("Anna, who administers Operations", () => {
  test.use({ as: "anna" });

  test("sees exactly that, with its totals", async ({ page }) => {
    await page.goto(users);
    await expect(page.getByText("418 in 18 groups")).toBeVisible();
    await expect(tree(page).locator("tr.tree__group[aria-level='1']")).toHaveCount(1);
    await expect(groupRow(page, "Operations")).toHaveAttribute("aria-level", "1");
    for (const group of ["Nordic Freight", "Finance", "Sales", "Systems"]) await expect(groupRow(page, group)).toHaveCount(0);
    await expect(userRow(page, "anna.berg@nordicfreight.example")).toBeVisible();
    await expect(page.getByText("667")).toHaveCount(0);
    expect(await (await page.request.get(users)).text()).not.toMatch(/Finance|NF-100|NF-400|667/);
  });

  test("finds exactly that", async ({ page }) => {
    for (const hidden of ["sara.holm", "eva.lind", "gate1", "Finance"]) {
      await page.goto(`${users}?q=${hidden}`);
      await expect(page.getByRole("heading", { name: `Nobody matches “${hidden}”` })).toBeVisible();
    }
    await page.goto(`${users}?q=gate`);
    await expect(tree(page).locator("tr.tree__user")).toHaveCount(1);
    await expect(userRow(page, "gate7")).toBeVisible();
    await page.goto(`${users}?kind=system`);
    await expect(tree(page).locator("tr.tree__user")).toHaveCount(1);
  });

  test("can send things nowhere else", async ({ page, visit }) => {
    const id = await everything(visit);
    for (const path of [`${users}/${id("gate7")}/move`, `/a/${account}/groups/${id("Customs")}/move`]) {
      await page.goto(path);
      const choices = page.getByRole("dialog").getByRole("listitem").getByRole("link");
      await expect(choices.first()).toBeVisible();
      for (const choice of await choices.allInnerTexts()) expect(choice).toMatch(/^Nordic Freight \/ Operations( \/ |$)/);
      await page.goto(`${path}?search=Sales`);
      await expect(page.getByText("No group of that name is yours to administer.")).toBeVisible();
    }
  });

  test("is told of nothing else, by whatever address", async ({ page, problems, visit }) => {
    problems.allow(/status of 404/);
    const id = await everything(visit);
    for (const group of ["Nordic Freight", "Sales", "Denmark"]) {
      for (const path of pagesOf.group) await expectRefused(page, `/a/${account}/groups/${id(group)}${path}`, 404);
      await expectRefused(page, `${users}?within=${id(group)}`, 404);
      await expectNoDestination(page, id("Customs"), id(group));
    }
    for (const user of ["eva.lind@nordicfreight.example", "sara.holm@nordicfreight.example"]) {
      for (const path of pagesOf.user) await expectRefused(page, `${users}/${id(user)}${path}`, 404);
    }
    // What is hidden answers as what is not there.
    const told = async (id: string) => (await page.request.get("/api/group/view", { params: { account, group: id } })).text();
    expect(await told(id("Sales"))).toBe(await told(nowhere));
    // To open a hidden group opens nothing.
    await page.goto(`${users}?open=${id("Operations")}.${id("Sales")}.${id("Nordic Freight")}`);
    await expect(groupRow(page, "Operations")).toBeVisible();
    await expect(page.getByText("Sales")).toHaveCount(0);
  });

  test("changes nothing outside by posting by hand", async ({ page, visit }) => {
    const id = await everything(visit);
    for (const [path, form] of eachChange(id, "Sales", "sara.holm@nordicfreight.example", "Operations")) {
      expect(await post(page.request, path, form), path).toBe(404);
    }
    // Her own group is hers to fill, not to take away; and nothing of it goes where she is not.
    expect(await post(page.request, "group/delete", { account, group: id("Operations") })).toBe(403);
    expect(await post(page.request, "group/move", { account, group: id("Operations"), to: id("Gothenburg terminal") })).toBe(403);
    for (const [path, form] of [
      ["group/move", { account, group: id("Customs"), to: id("Sales") }],
      ["user/move", { account, user: id("gate7"), to: id("Nordic Freight") }],
    ] as const) {
      const [hidden, missing] = [await page.request.post(`/api/${path}`, { form }), await page.request.post(`/api/${path}`, { form: { ...form, to: nowhere } })];
      expect([404, 422], path).toContain(hidden.status());
      expect(await hidden.text(), path).toBe(await missing.text());
    }
    const other = await visit({ as: "eva" });
    await other.goto(users);
    await expect(countOf(other, "Operations")).toHaveText("418");
    await expect(countOf(other, "Sales")).toHaveText("203");
  });

  test("is shown the names above her part, without a way there", async ({ page, visit }) => {
    const id = await everything(visit);
    await page.goto(`/a/${account}/groups/${id("Operations")}`);
    const panel = page.getByRole("complementary", { name: "Operations" });
    await expect(panel.getByRole("navigation", { name: "Path" })).toContainText("Nordic Freight");
    await expect(panel.getByRole("navigation", { name: "Path" }).getByRole("link")).toHaveCount(0);
    await expect(panel).toContainText("You administer Operations, granted by Eva, account holder");
    // What takes access to the group above is not offered, and says why.
    await expect(panel.getByRole("link", { name: "Add group" })).toBeVisible();
    await expect(panel.getByRole("link", { name: "Move to…" })).toHaveCount(0);
    await panel.getByRole("link", { name: "Name and billing code" }).click();
    const name = page.getByRole("dialog").getByLabel("Name");
    await expect(name).toHaveAttribute("readonly");
    await expect(name).toHaveAccessibleDescription("This takes administrator access to the group above it.");
  });
});

test.describe("Jon, who views Sales", () => {
  test.use({ as: "jon" });

  test("sees it without anything that would change it", async ({ page, problems, visit }) => {
    problems.allow(/status of 40[34]/);
    const id = await everything(visit);
    await page.goto(users);
    await expect(page.getByText("203 in 5 groups")).toBeVisible();
    await expect(groupRow(page, "Sales")).toHaveAttribute("aria-level", "1");
    await expect(page.getByRole("link", { name: /^Add/ })).toHaveCount(0);
    await expect(tree(page).locator("[draggable='true']")).toHaveCount(0);

    const sections = page.getByRole("complementary").getByRole("navigation", { name: "Sections" });
    await groupRow(page, "Sales").getByRole("link", { name: "Sales", exact: true }).click();
    await expect(sections.getByRole("link")).toHaveText(["Overview", "Access", "Country and language"]);
    await expect(page.getByRole("complementary")).toContainText("You may view Sales, granted by Eva, account holder");
    await userRow(page, "sara.holm@nordicfreight.example").getByRole("link").click();
    await expect(page.getByRole("complementary", { name: "Sara, head of sales" })).toBeVisible();
    await expect(sections.getByRole("link")).toHaveText(["Overview", "Access", "What they reach"]);

    for (const path of ["/add", "/add-user", "/edit", "/move", "/delete"]) await expectRefused(page, `/a/${account}/groups/${id("Denmark")}${path}`, 403);
    await expectRefused(page, `${users}/${id("sara.holm@nordicfreight.example")}/move`, 403);
    await expectRefused(page, `/a/${account}/groups/${id("Operations")}`, 404);
  });

  test("is refused when posting by hand, and nothing changes", async ({ page, visit }) => {
    const id = await everything(visit);
    for (const [path, form] of eachChange(id, "Denmark", "sara.holm@nordicfreight.example", "Norway")) {
      // An edit is looked at for its version only by those who may edit.
      expect(await post(page.request, path, form), path).toBe(403);
    }
    await page.goto(`${users}?open=${id("Sales")}`);
    await expect(page.getByText("203 in 5 groups")).toBeVisible();
    await expect(countOf(page, "Denmark")).toHaveText("39");
    await expect(page.getByText(/by hand/i)).toHaveCount(0);
  });
});

test.describe("Bo, who administers nothing", () => {
  test.use({ as: "bo" });

  test("has no Users entry, and is told so where it would lead", async ({ page, problems, visit }) => {
    problems.allow(/status of 40[34]/);
    const id = await everything(visit);
    await page.goto(`/a/${account}`);
    await expect(page).toHaveURL(`/a/${account}/profile`);
    await expect(page.getByRole("navigation", { name: "Portico" }).getByRole("link")).toHaveText(["My Profile"]);
    await expectRefused(page, users, 403);
    await expect(page.getByText("You do not administer any users here. Whoever administers your group can change that.").first()).toBeVisible();
    await expect(page.locator("tr[data-label]")).toHaveCount(0);
    for (const [kind, name] of [["group", "Gothenburg terminal"], ["user", "gate7"]] as const) {
      const answer = await page.request.get(`/api/${kind}/view`, { params: { account, [kind]: id(name) } });
      expect(answer.status(), name).toBe(404);
    }
    for (const [path, form] of eachChange(id, "Gothenburg terminal", "gate7", "Operations")) {
      expect(await post(page.request, path, form), path).toBe(404);
    }
  });
});

test.describe("Another account", () => {
  test.use({ as: "eva" });

  test("does not lend its users and groups, not even to who holds both", async ({ page, problems, visit }) => {
    problems.allow(/status of 404/);
    const id = await everything(visit);
    const theirs = await openGroups(page, "kubernetes", "sig-release");
    const group = theirs.get("sig-release")!;
    const user = await page.locator("tr.tree__user").nth(3).getAttribute("id").then((id) => id!.slice("row-".length));
    for (const path of pagesOf.group) await expectRefused(page, `/a/${account}/groups/${group}${path}`, 404);
    for (const path of pagesOf.user) await expectRefused(page, `${users}/${user}${path}`, 404);
    await expectNoDestination(page, id("Sales"), group);
    await expectRefused(page, `${users}?within=${group}`, 404);

    const mixed: [string, Record<string, string>][] = [
      ["group/add", { account: "kubernetes", parent: id("Sales"), name: "Made by hand" }],
      ["group/edit", { account: "kubernetes", group: id("Sales"), version: "1", name: "Renamed by hand" }],
      ["group/move", { account: "kubernetes", group: id("Sales"), to: group }],
      ["group/move", { account, group: id("Sales"), to: group }],
      ["group/delete", { account: "kubernetes", group: id("Sales") }],
      ["user/move", { account, user, to: id("Sales") }],
      ["user/move", { account, user: id("gate7"), to: group }],
      ["user/move", { account: "kubernetes", user: id("gate7"), to: group }],
    ];
    for (const [path, form] of mixed) expect([404, 422], `${path} ${JSON.stringify(form)}`).toContain(await post(page.request, path, form));
    await page.goto(users);
    await expect(page.getByText("667 in 26 groups")).toBeVisible();
    await expect(countOf(page, "Sales")).toHaveText("203");
    await page.goto("/a/kubernetes/users");
    await expect(page.getByText("1,277 in 315 groups")).toBeVisible();
  });

  test("is not Anna's, whatever she posts", async ({ visit }) => {
    const id = await everything(visit);
    const page = await visit({ as: "anna" });
    for (const [path, form] of eachChange(id, "Customs", "gate7", "Operations")) {
      expect(await post(page.request, path, { ...form, account: "kubernetes" }), path).toBe(404);
    }
    for (const [path, form] of [
      ["profile/edit_contact", { "contact[full_name]": "By hand", "contact[version]": "1" }],
      ["profile/edit_company", { "company[company]": "By hand", "company[version]": "1" }],
    ] as const) {
      expect(await post(page.request, path, { ...form, account: "kubernetes" }), path).toBe(404);
    }
  });
});
