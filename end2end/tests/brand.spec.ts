/** O1: what the operator calls this Portico, and how it looks: on every page, in both themes, before and after sign-in. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, type Server, test, tree } from "../support/test.ts";

test.use({ start: "demo", copy: "brand", as: "eva" });

const users = "/a/nordic-freight/users";

async function brand(server: Server, ...command: string[]): Promise<void> {
  await promisify(execFile)(process.env["PORTICO_BIN"]!, ["brand", ...command, "--data", server.data]);
}

test("every page has the operator's name, colour and mark, and Portico's own again", async ({ page, visit, server, expectAccessible, shoot }) => {
  const mark = join(server.data, "mark.svg");
  await writeFile(mark, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="#7a0045"/></svg>`);
  await brand(server, "set", "--name", "Trade & <Freight>", "--accent", "#7a0045", "--mark", mark);
  // A running server shows it within seconds.
  await expect(async () => {
    await page.goto(users);
    await expect(page).toHaveTitle("Users · Trade & <Freight>", { timeout: 100 });
  }).toPass();
  await expect(page.getByRole("banner").getByRole("link", { name: "Trade & <Freight>" })).toBeVisible();
  await expect(tree(page)).toBeVisible();
  expect((await page.request.get("/brand/mark")).headers()["content-type"]).toBe("image/svg+xml");
  const nav = page.getByRole("navigation", { name: "Trade & <Freight>" });
  await page.emulateMedia({ colorScheme: "light" });
  await expect(nav.getByRole("link", { name: "Users" })).toHaveCSS("color", "rgb(122, 0, 69)");
  await expectAccessible(page);
  await nav.getByRole("link", { name: "Invoices" }).click();
  await expect(page).toHaveTitle("Invoices · Trade & <Freight>");
  await expectAccessible(page);
  await shoot(page, "brand");

  const anybody = await visit();
  for (const path of ["/sign-in", "/forgotten"]) {
    await anybody.goto(path);
    await expect(anybody).toHaveTitle(/ · Trade & <Freight>$/);
    await expect(anybody.getByRole("main")).toContainText("Trade & <Freight>");
    await expectAccessible(anybody);
  }

  await brand(server, "reset");
  await expect(async () => {
    await page.goto(users);
    await expect(page).toHaveTitle("Users · Portico", { timeout: 100 });
  }).toPass();
});
