/** Programs are told of events: signed as the Standard Webhooks have it, seen in the log, sent again. */
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/test.ts";

test.use({ start: "demo", copy: "webhooks", as: "eva", hooks: true });

const profile = "/a/nordic-freight/profile";
const ledger = "https://ledger.nordicfreight.example/hooks/portico";
const main = (page: Page) => page.getByRole("main");

interface Message {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A program that takes messages. */
class Receiver {
  readonly messages: Message[] = [];
  #server: Server | undefined;

  async open(): Promise<string> {
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        this.messages.push({ headers: request.headers, body });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#server = server;
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/portico`;
  }

  close(): void {
    this.#server?.close();
  }
}

/** Whether a message carries the signature that its receiver works out. */
function isSigned({ headers, body }: Message, secret: string): boolean {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  const age = Math.abs(Date.now() / 1000 - Number(headers["webhook-timestamp"]));
  return headers["webhook-signature"] === expected && age < 300;
}

/** Adds an address that is told when the company's details change; gives its secret. */
async function add(page: Page, url: string): Promise<string> {
  await page.goto(`${profile}/webhooks/add`);
  await page.getByLabel("Address", { exact: true }).fill(url);
  await page.getByRole("checkbox", { name: /Company details changed/ }).check();
  await page.getByRole("button", { name: "Add webhook" }).click();
  await expect(page.locator(".told__secret")).toHaveText(/^whsec_/);
  return page.locator(".told__secret").innerText();
}

test("an address is told what happens, tested, paused and deleted", async ({ page, problems, expectAccessible, shoot }) => {
  problems.allow(/status of 422/);
  const receiver = new Receiver();
  const url = await receiver.open();
  await page.goto(profile);
  await main(page).getByRole("link", { name: "Webhooks" }).click();
  await expect(main(page).getByRole("link", { name: ledger })).toBeVisible();
  await main(page).getByRole("link", { name: "Add webhook" }).click();
  await page.getByLabel("Address", { exact: true }).fill("https://169.254.169.254/latest");
  await page.getByRole("list", { name: "The account" }).getByRole("checkbox", { name: /Company details changed/ }).check();
  await page.getByRole("button", { name: "Add webhook" }).click();
  await expect(page.getByRole("alert")).toContainText("in a network that cannot be told of events");
  await expectAccessible(page);
  await shoot(page, "add-webhook");
  const secret = await add(page, url);
  await page.getByRole("link", { name: "Done" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: url }).click();
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The message is on its way." })).toBeVisible();
  await expect.poll(() => receiver.messages.length).toBe(1);
  expect(isSigned(receiver.messages[0]!, secret)).toBe(true);
  expect(isSigned({ ...receiver.messages[0]!, body: "{}" }, secret)).toBe(false);

  await page.goto(`${profile}/company`);
  await page.getByLabel("Company (optional)", { exact: true }).fill("Nordic Freight AB (publ)");
  await page.getByRole("button", { name: "Save company" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The company’s details were saved." })).toBeVisible();
  await expect.poll(() => receiver.messages.length).toBe(2);
  const told = receiver.messages[1]!;
  expect(isSigned(told, secret)).toBe(true);
  expect(JSON.parse(told.body)).toMatchObject({ type: "company.edited", data: { account: "nordic-freight" } });

  await page.goto(`${profile}/webhooks`);
  await page.getByRole("link", { name: url }).click();
  const row = page.getByRole("listitem").filter({ hasText: "company.edited" });
  await expect(row).toContainText("Answer: 204");
  await expectAccessible(page);
  await shoot(page, "webhook");
  await row.getByRole("button", { name: /^Send msg_.* again$/ }).click();
  await expect.poll(() => receiver.messages.length).toBe(3);
  expect(receiver.messages[2]!.headers["webhook-id"]).toBe(told.headers["webhook-id"]);

  await page.getByRole("button", { name: "Pause webhook" }).click();
  await expect(page.getByRole("button", { name: "Resume webhook" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Send a test" })).toHaveCount(0);
  await page.getByRole("link", { name: "Delete webhook" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Delete webhook" }).click();
  await expect(main(page).getByRole("link", { name: url })).toHaveCount(0);
  await expect(main(page).getByRole("link", { name: ledger })).toBeVisible();
  receiver.close();
});

test("an account without any says so; the demo's shows what it was told", async ({ page, shoot }) => {
  await page.goto("/a/kubernetes/profile/webhooks");
  await expect(main(page)).toContainText("No address is told of events yet.");
  await page.goto(`${profile}/webhooks`);
  await main(page).getByRole("link", { name: ledger }).click();
  const told = main(page).getByRole("listitem").filter({ hasText: "invoice.issued" });
  await expect(told).toHaveCount(4);
  await expect(told.filter({ hasText: "Answer: 200" })).toHaveCount(4);
  await shoot(page, "webhook-demo");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("an address is added, tested and deleted", async ({ page }) => {
    const receiver = new Receiver();
    const url = await receiver.open();
    const secret = await add(page, url);
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByRole("link", { name: url }).click();
    await page.getByRole("button", { name: "Send a test" }).click();
    await expect.poll(() => receiver.messages.length).toBe(1);
    expect(isSigned(receiver.messages[0]!, secret)).toBe(true);
    await page.getByRole("link", { name: "Delete webhook" }).click();
    await page.getByRole("button", { name: "Delete webhook" }).click();
    await expect(main(page).getByRole("link", { name: url })).toHaveCount(0);
    await expect(main(page).getByRole("link", { name: ledger })).toBeVisible();
    receiver.close();
  });
});
