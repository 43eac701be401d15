/**
 * Playwright's `test` with Portico's habits: a server for each worker, pages that must stay free of complaints, an
 * accessibility check and screenshots. Specs import `test` and `expect` from here.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, type BrowserContext, expect, type Page } from "@playwright/test";
import { type Server, startServer } from "./server.ts";

export { expect };
export type { Server };

/** Which server the worker's tests share: an empty one or one with the demo account. */
export type Start = "empty" | "demo";

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
  /** The server of this worker. */
  server: Server;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  start: ["empty", { scope: "worker", option: true }],

  server: [
    async ({ start }, use) => {
      const server = await startServer({ demo: start === "demo" });
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],

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
