/**
 * Playwright's `test` with Portico's habits: a server for each worker, pages that must stay free of complaints, an
 * accessibility check and screenshots. Specs import `test` and `expect` from here.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, type BrowserContext, type BrowserContextOptions, expect, type Locator, type Page, request as http } from "@playwright/test";
import { PostOffice } from "./mail.ts";
import { type Server, startServer } from "./server.ts";

export { expect };
export type { Server };

/** Which server the worker's tests share: an empty one or one with the demo accounts. */
export type Start = "empty" | "demo";

/** Who can sign in to the demo. */
export const people = {
  /** Holds the accounts Nordic Freight and Kubernetes. */
  eva: "eva.lind@nordicfreight.example",
  /** Administers Operations. */
  anna: "anna.berg@nordicfreight.example",
  /** Views Sales. */
  jon: "jon.vik@nordicfreight.example",
  /** Administers nothing. */
  bo: "bo.ek@nordicfreight.example",
  /** Views and pays invoices, and nothing else. */
  per: "per.sjoberg@nordicfreight.example",
  /** Makes purchases. */
  britt: "britt.lindgren@nordicfreight.example",
  /** Activates licences. */
  magnus: "magnus.pedersen@nordicfreight.example",
} as const;
export type Person = keyof typeof people;

type Cookies = Exclude<BrowserContextOptions["storageState"], string | undefined>;

export const themes = ["light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const viewports = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  desktop: { width: 1280, height: 800 },
} as const;
export type Viewport = keyof typeof viewports;

/** Watches pages for errors and warnings in the console, exceptions and violations of the content security policy. */
export class Problems {
  readonly #found: string[] = [];
  readonly #allowed: RegExp[] = [];

  /** Expects a complaint, for example the browser's line about an answer with status 404. */
  allow(pattern: RegExp): void {
    this.#allowed.push(pattern);
  }

  /** Watches every page of a context; the test's own context is watched already. */
  async watch(context: BrowserContext): Promise<void> {
    context.on("console", (message) => {
      // Says how slow this machine is, or that JavaScript is off: the program that comes along is not used soon.
      if (/was preloaded using link preload but not used within a few seconds/.test(message.text())) return;
      if (message.type() === "error" || message.type() === "warning") {
        this.#found.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    context.on("weberror", (error) => {
      this.#found.push(`exception: ${error.error().stack ?? error.error().message}`);
    });
    // A policy that only reports, or a violation in a frame, is not always an error in the console.
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP violation: ${event.violatedDirective} refused ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
      });
    });
  }

  /** Everything that was found and not allowed. */
  unexpected(): string[] {
    return this.#found.filter((problem) => !this.#allowed.some((pattern) => pattern.test(problem)));
  }
}

interface TestFixtures {
  /** Who is signed in on the test's own page; set with `test.use({ as: "eva" })`. Nobody unless told. */
  as: Person | undefined;
  /** Another browser, whose pages are watched too. */
  visit: (options?: BrowserContextOptions & { as?: Person }) => Promise<Page>;
  /** What the pages complained about; the test fails at its end when there is anything. */
  problems: Problems;
  /** Checks a page with axe in light and dark; any violation fails the test. axe needs a context with JavaScript. */
  expectAccessible: (page: Page) => Promise<void>;
  /** Takes screenshots of a page in the given themes and viewports (default: light and dark, phone and desktop). */
  shoot: (page: Page, name: string, options?: { themes?: readonly Theme[]; viewports?: readonly Viewport[] }) => Promise<void>;
}

interface WorkerFixtures {
  /** Set with `test.use({ start: "demo" })` at the top of a spec. */
  start: Start;
  /** The copy of the demo that a file works on: each names its own, and depends on nothing that ran before it. */
  copy: string;
  /** Set with `test.use({ mail: true })`: mail leaves for the worker's own mail server. Otherwise it lands in the mailbox. */
  mail: boolean;
  /** Set with `test.use({ hooks: true })`: webhooks may lead to this machine. */
  hooks: boolean;
  /** The mail server of this worker, and its address. */
  post: { office: PostOffice; env: Record<string, string> };
  /** The server of this worker. */
  server: Server;
  /** The cookies of a person who has signed in. */
  session: (person: Person) => Promise<Cookies>;
  /** A person's password. */
  password: (person: Person) => string;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  start: ["empty", { scope: "worker", option: true }],

  mail: [false, { scope: "worker", option: true }],

  hooks: [false, { scope: "worker", option: true }],

  post: [
    async ({ mail }, use) => {
      const office = new PostOffice();
      const url = await office.open();
      const env: Record<string, string> = mail ? { PORTICO_SMTP_URL: url, PORTICO_MAIL_FROM: "Portico <portico@portal.example>" } : {};
      await use({ office, env });
      await office.close();
    },
    { scope: "worker" },
  ],

  server: [
    async ({ start, post, hooks }, use) => {
      const env = { ...post.env, ...(hooks && { PORTICO_WEBHOOK_ALLOW: "127.0.0.0/8" }) };
      const server = await startServer({ demo: start === "demo", env });
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],

  // Another value is another worker, and each worker has a server of its own.
  copy: ["", { scope: "worker", option: true }],

  password: [
    async ({ server }, use) => {
      await use((person) => {
        const login = server.logins.find(({ email }) => email === people[person]);
        if (!login) throw new Error(`The demo has no ${person}`);
        return login.password;
      });
    },
    { scope: "worker" },
  ],

  session: [
    async ({ server, password }, use) => {
      const sessions = new Map<Person, Cookies>();
      await use(async (person) => {
        const known = sessions.get(person);
        if (known) return known;
        const api = await http.newContext({ baseURL: server.url, storageState: { cookies: [], origins: [] } });
        const answer = await api.post("/api/session/sign_in", { form: { email: people[person], password: password(person) } });
        expect(answer.status(), `${person} signs in`).toBe(200);
        const cookies = await api.storageState();
        await api.dispose();
        sessions.set(person, cookies);
        return cookies;
      });
    },
    { scope: "worker" },
  ],

  as: [undefined, { option: true }],

  storageState: async ({ as, session }, use) => use(as ? await session(as) : undefined),

  visit: async ({ browser, contextOptions, baseURL, session, problems }, use) => {
    const opened: BrowserContext[] = [];
    await use(async ({ as, ...options } = {}) => {
      const storageState = as ? await session(as) : undefined;
      const context = await browser.newContext({ ...contextOptions, baseURL, ...(storageState && { storageState }), ...options });
      opened.push(context);
      await problems.watch(context);
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },

  baseURL: async ({ server }, use) => use(server.url),

  problems: [
    async ({ context }, use) => {
      const problems = new Problems();
      await problems.watch(context);
      await use(problems);
      expect(problems.unexpected(), "complaints of the pages").toEqual([]);
    },
    { auto: true },
  ],

  expectAccessible: async ({}, use) => {
    await use(async (page) => {
      for (const theme of themes) {
        await showIn(page, theme);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const readable = violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.html).join("\n  ")}`);
        expect(readable, `accessibility of ${page.url()} in ${theme}`).toEqual([]);
      }
      await page.emulateMedia({ colorScheme: null, reducedMotion: null });
    });
  },

  shoot: async ({}, use, testInfo) => {
    await use(async (page, name, options = {}) => {
      const before = page.viewportSize();
      for (const viewport of options.viewports ?? (["phone", "desktop"] as const)) {
        await page.setViewportSize(viewports[viewport]);
        for (const theme of options.themes ?? themes) {
          await showIn(page, theme);
          const path = testInfo.outputPath(`${name}-${viewport}-${theme}.png`);
          await page.screenshot({ path, fullPage: true, animations: "disabled" });
          await testInfo.attach(`${name} ${viewport} ${theme}`, { path, contentType: "image/png" });
        }
      }
      if (before) await page.setViewportSize(before);
      await page.emulateMedia({ colorScheme: null, reducedMotion: null });
    });
  },
});

/** Shows the page in a theme and waits until no colour is on its way; works on pages without JavaScript too. */
async function showIn(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  const moving = () =>
    page.evaluate(() => {
      const ends = (animation: Animation) => animation.effect?.getComputedTiming().endTime !== Infinity;
      return document.getAnimations().filter((animation) => animation.playState === "running" && ends(animation)).length;
    });
  await expect.poll(moving, { message: "animations come to rest" }).toBe(0);
}

/** The tree of the Users page, once it listens to keys and pointers. */
export function tree(page: Page): Locator {
  return page.getByRole("treegrid", { name: "Users by group" });
}

/** A group's row in the tree, by its name. */
export function groupRow(page: Page, name: string): Locator {
  return page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
}

/** A user's row in the tree, by its User id. */
export function userRow(page: Page, id: string): Locator {
  return page.getByRole("row").filter({ has: page.getByRole("link", { name: id, exact: true }) });
}

/** How many users a group's row says that it holds. */
export function countOf(page: Page, group: string): Locator {
  return groupRow(page, group).locator(".tree__count");
}

/** The id of each user and group that a page's tree lists, by User id or name; the first when a name comes twice. */
export async function idsOf(page: Page): Promise<Map<string, string>> {
  const rows = page.locator("tr[data-label]");
  await expect(rows.first()).toBeVisible();
  const pairs = await rows.evaluateAll((all) => all.map((row) => [row.getAttribute("data-label") ?? "", row.id.slice("row-".length)] as const));
  return new Map([...pairs].reverse());
}

/** Opens the Users page with these groups open; gives the ids of all that it lists. */
export async function openGroups(page: Page, account: string, ...path: string[]): Promise<Map<string, string>> {
  await page.goto(`/a/${account}/users`);
  let ids = await idsOf(page);
  const root = await page.locator("tr[data-label]").first().getAttribute("id");
  const open = [root!.slice("row-".length)];
  for (const group of path) {
    const id = ids.get(group);
    if (!id) throw new Error(`${group} is not listed`);
    open.push(id);
    await page.goto(`/a/${account}/users?open=${open.join(".")}`);
    ids = await idsOf(page);
  }
  return ids;
}
