/*
 * check: opens reports in Chromium and says what is wrong with them.
 *
 *   node check.mjs [--evidence FOLDER] report-ja.html report-en.html …
 *
 * Exit 0: nothing found.  1: something is wrong, a line for each.  77: a browser or a package is not
 * there (npm install in this folder; CHROMIUM names another browser; NODE_PATH is looked into too).
 * Reports that carry the same report id are compared with each other: same anchors, same figures.
 * With the folder that the evidence lies in, the cited lines are brought out again with the commands
 * that the report itself prints, and every hostile name that they hold is looked for.
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const SKIP = 77;
const require = createRequire(import.meta.url);
const words = process.argv.slice(2);
const evidence = words[0] === '--evidence' ? resolve(words.splice(0, 2)[1]) : null;
const files = words.map((f) => resolve(f));

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(SKIP);
}

function optional(name) {
  try {
    return require(name);
  } catch {
    return null;
  }
}

function browser() {
  const named = process.env.CHROMIUM ? [process.env.CHROMIUM] : [];
  const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return [...named, ...known].find((p) => existsSync(p));
}

const playwright = optional('playwright-core');
const executablePath = browser();
if (files.length === 0) skip('no report was named');
if (!playwright) skip('playwright-core is not installed');
if (!executablePath) skip('there is no Chromium');
const axe = optional('axe-core');
if (!axe) skip('axe-core is not installed');
const vnu = optional('vnu-jar');
if (!vnu) skip('vnu-jar is not installed');
if (spawnSync('java', ['-version']).error) skip('there is no java');

let wrong = 0;
const say = (file, what, more = '') => {
  wrong += 1;
  console.log(`${file}: ${what}${more ? `: ${more}` : ''}`);
};

/* ---- the file itself ---- */

function validate(list) {
  const run = spawnSync('java', ['-jar', String(vnu), '--errors-only', '--format', 'gnu', ...list], { encoding: 'utf8' });
  for (const line of run.stderr.split('\n').filter((l) => l)) say('vnu', line);
}

/* What the page holds, told from inside; runs in the browser. */
function look() {
  const all = [...document.querySelectorAll('*')];
  document.querySelectorAll('.tools').forEach((e) => (e.hidden = true)); /* only there with script */
  const ids = all.filter((e) => e.id).map((e) => e.id);
  const known = new Set(ids);
  const links = [...document.querySelectorAll('a[href], area[href]')].map((a) => a.getAttribute('href'));
  return {
    lang: document.documentElement.lang,
    report: document.documentElement.dataset.report || '',
    ids: [...known].sort(),
    twice: ids.filter((id, i) => ids.indexOf(id) !== i),
    dangling: links.filter((h) => h.startsWith('#') && !known.has(h.slice(1))),
    outward: links.filter((h) => !h.startsWith('#')),
    handlers: all.filter((e) => [...e.attributes].some((a) => /^on/i.test(a.name))).map((e) => e.outerHTML.slice(0, 120)),
    strangers: [...document.querySelectorAll('img, iframe, object, embed, video, audio, form, base, link[rel~=stylesheet]')].map(
      (e) => e.outerHTML.slice(0, 120),
    ),
    styled: all.filter((e) => e.hasAttribute('style')).length,
    scripts: document.scripts.length,
    policy: document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content || '',
    unbound: all.filter((e) => [...e.attributes].some((a) => a.name.startsWith('pm-'))).length,
    figures: [...document.querySelectorAll('dl.figures b')].map((b) => b.textContent),
    words: document.body.innerText.length,
    uncited: [...document.querySelectorAll('.cited-line')].filter((l) => !l.querySelector('.back a')).map((l) => l.id),
    charts: [...document.querySelectorAll('svg.chart')].filter((s) => !s.querySelector('title')?.textContent || !s.querySelector('desc')?.textContent).length,
    cited: [...document.querySelectorAll('.cited-line')].map((l) => ({
      id: l.id,
      number: Number(l.id.split('-')[2]),
      command: l.closest('.cited-file').querySelector('.extract code')?.textContent,
      sha256: l.querySelector('.hash')?.textContent,
      text: l.querySelector('.log').textContent,
    })),
    names: [...document.querySelectorAll('#authentication th.hostile')].map((th) => ({ name: th.textContent, count: th.nextElementSibling.textContent })),
    braces: [...document.querySelectorAll('p, li, dd, dt, td, th, h2, h3')]
      .filter((e) => !e.closest('.log, .hostile'))
      .map((e) => {
        const ours = e.cloneNode(true);
        ours.querySelectorAll('.log, .hostile, .tag, code').forEach((log) => log.remove());
        return ours.textContent;
      })
      .filter((text) => /\{[a-z$/]/.test(text)),
  };
}

async function open(chromium, file, options, noise) {
  const context = await chromium.newContext({ ...options });
  const page = await context.newPage();
  if (noise) {
    page.on('console', (m) => say(file, 'console message', m.text()));
    page.on('pageerror', (e) => say(file, 'script error', e.message));
    page.on('request', (r) => {
      if (r.url().split('#')[0] !== pathToFileURL(file).href && !r.url().startsWith('data:')) say(file, 'request', r.url());
    });
    page.on('dialog', (d) => {
      say(file, 'a script from the log ran', d.message());
      d.dismiss();
    });
  }
  await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
  return { context, page };
}

function checkLook(file, seen) {
  if (!/default-src 'none'/.test(seen.policy)) say(file, 'no policy without network', seen.policy);
  if (/unsafe/.test(seen.policy)) say(file, 'an unsafe policy', seen.policy);
  if (!['ja', 'en'].includes(seen.lang)) say(file, 'language', seen.lang);
  if (seen.scripts > 1) say(file, 'more than one script', String(seen.scripts));
  if (seen.unbound) say(file, 'template attributes left over', String(seen.unbound));
  if (seen.styled) say(file, 'style attributes, which the policy blocks', String(seen.styled));
  if (seen.charts) say(file, 'charts without title or description', String(seen.charts));
  for (const id of seen.twice) say(file, 'an id stands twice', id);
  for (const href of new Set(seen.dangling)) say(file, 'a link leads nowhere', href);
  for (const href of seen.outward) say(file, 'a link leads out of the report', href);
  for (const html of seen.handlers) say(file, 'an event handler', html);
  for (const html of seen.strangers) say(file, 'an element that a report never has', html);
  for (const id of seen.uncited) say(file, 'a cited line without a way back', id);
  for (const text of seen.braces) say(file, 'a placeholder was not filled', text);
}

/* ---- the report against the evidence ---- */

const contents = new Map(); /* by the command that brings them out: their lines, as bytes */

function linesOf(command) {
  if (!contents.has(command)) {
    const run = spawnSync('bash', ['-c', command], { cwd: evidence, maxBuffer: 1 << 30 });
    const lines = [];
    for (let at = 0, end; at < run.stdout.length; at = end + 1) {
      end = run.stdout.indexOf(10, at);
      if (end < 0) end = run.stdout.length;
      lines.push(run.stdout.subarray(at, end));
    }
    contents.set(command, lines);
  }
  return contents.get(command);
}

/* The page shows the bytes of the evidence: their hash is the one printed, and plain text stands there letter by letter. */
function checkCited(file, seen) {
  let plain = 0;
  for (const line of seen.cited) {
    const bytes = line.command && linesOf(line.command)[line.number - 1];
    if (!bytes) {
      say(file, 'a cited line is not where the report says', line.id);
      continue;
    }
    if (line.sha256 && createHash('sha256').update(bytes).digest('hex') !== line.sha256) say(file, 'a cited line has another hash', line.id);
    if (!/^[\x20-\x7e]*$/.test(bytes.toString('latin1')) || !line.sha256 || line.text.includes('‹')) continue; /* escaped, cut or masked */
    plain += 1;
    if (line.text !== bytes.toString('latin1')) say(file, 'a cited line reads otherwise in the evidence', line.id);
  }
  if (plain < seen.cited.length / 2) say(file, 'few cited lines could be compared', `${plain} of ${seen.cited.length}`);
}

/* What a page shows for bytes of a log: controls, marks that cannot be seen and what is no UTF-8 as \xNN. */
function visible(bytes) {
  const hex = (part) => [...part].map((b) => `\\x${b.toString(16).padStart(2, '0')}`).join('');
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    let n = bytes[i] < 0x80 ? 1 : bytes[i] < 0xe0 ? 2 : bytes[i] < 0xf0 ? 3 : 4;
    let c;
    try {
      c = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(i, i + n));
    } catch {
      n = 1;
    }
    text += c === undefined || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(c) ? hex(bytes.subarray(i, i + n)) : c;
    i += n;
  }
  return text;
}

/* Names under which somebody tried to log in and that are more than letters, with how often the evidence holds them. */
function hostileNames() {
  const names = new Map(), known = new Set(); /* SASL and SSH are counted apart */
  const add = (kind, name, times) => {
    const isName = name && name !== '(unavailable)'; /* Postfix's word for none */
    if (!isName || !/[^\w.@-]/.test(name)) return;
    const key = `${kind} ${visible(Buffer.from(name, 'latin1'))}`;
    names.set(key, (names.get(key) || 0) + times);
  };
  for (const lines of contents.values()) {
    const text = Buffer.concat(lines.map((l) => Buffer.concat([l, Buffer.from('\n')]))).toString('latin1');
    if (known.has(text)) continue; /* the same file twice */
    known.add(text);
    for (let line of text.split('\n')) {
      const again = /message repeated (\d+) times: \[ (.*)\]$/.exec(line);
      const times = again ? Number(again[1]) : 1;
      if (again) line = again[2];
      add('sasl', /: SASL \S+ authentication failed: [^,]*, sasl_username=(.*)$/.exec(line)?.[1], times);
      add('ssh', /(?:^|: )Failed \S+ for (?:invalid user )?(.*) from \S+ port \d+ ssh2$/.exec(line)?.[1], times);
    }
  }
  return names;
}

function checkHostile(file, seen, names) {
  for (const [key, times] of names) {
    const name = key.slice(key.indexOf(' ') + 1);
    const rows = seen.names.filter((r) => r.name === name);
    if (!rows.length) say(file, 'a hostile name of the evidence does not stand in the report as it is', name);
    else if (!rows.some((r) => Number(r.count.replace('≥', '').replaceAll(',', '')) === times)) say(file, 'a hostile name is counted otherwise', `${name}: ${times}, not ${rows[0].count}`);
  }
}

/* ---- how it behaves ---- */

async function checkAccess(chromium, file) {
  for (const [colorScheme, width] of [['light', 1280], ['dark', 375]]) {
    const { context, page } = await open(chromium, file, { colorScheme, viewport: { width, height: 900 }, bypassCSP: true }, false);
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
    await page.evaluate(axe.source);
    const result = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
    for (const v of result.violations) say(file, `axe (${colorScheme}, ${width})`, `${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 120)}`);
    await context.close();
  }
}

async function checkWidths(chromium, file) {
  for (const width of [360, 768, 1280, 1920]) {
    const { context, page } = await open(chromium, file, { viewport: { width, height: 800 } }, false);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) say(file, `the page scrolls sideways at ${width}`, `${wide} pixels`);
    await context.close();
  }
}

async function checkWithoutScript(chromium, file, seen) {
  const { context, page } = await open(chromium, file, { javaScriptEnabled: false }, true);
  const closed = await page.locator('details:not([open])').count();
  if (closed) say(file, 'closed parts without script', String(closed));
  const length = (await page.locator('body').innerText()).length;
  if (length < seen.words) say(file, 'less text without script', `${length} < ${seen.words}`);
  await context.close();
}

async function checkKeyboard(file, page) {
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement?.getAttribute('href'));
  if (first !== '#summary') say(file, 'the first stop of the Tab key is not the way to the summary', String(first));
  const folded = page.locator('details.fold:not([open]) > summary').first();
  if (await folded.count()) {
    const handle = await folded.elementHandle();
    await handle.focus();
    await page.keyboard.press('Enter');
    if (await handle.evaluate((s) => !s.parentElement.open)) say(file, 'a folded part does not open with the Enter key');
  }
}

async function checkPrint(file, page) {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 680, height: 960 });
  const found = await page.evaluate(() => {
    window.dispatchEvent(new Event('beforeprint'));
    const wide = [...document.querySelectorAll('svg.chart, table, pre')].filter((e) => e.getBoundingClientRect().right > 690);
    const clipped = [...document.querySelectorAll('.table-box, .chart-box')].filter((e) => getComputedStyle(e).overflowX !== 'visible');
    return {
      closed: document.querySelectorAll('details:not([open])').length,
      wide: wide.map((e) => (e.closest('section')?.id || '') + ' ' + e.tagName),
      clipped: clipped.length,
    };
  });
  if (found.closed) say(file, 'closed parts in print', String(found.closed));
  if (found.clipped) say(file, 'boxes that cut their content in print', String(found.clipped));
  for (const what of found.wide) say(file, 'wider than a sheet of A4', what);
  const pdf = await page.pdf({ format: 'A4' });
  if (pdf.length < 10000) say(file, 'an empty print', String(pdf.length));
}

function compare(a, b) {
  const missing = a.seen.ids.filter((id) => !b.seen.ids.includes(id));
  for (const id of missing.slice(0, 10)) say(b.file, `an anchor of ${a.seen.lang} is missing in ${b.seen.lang}`, id);
  if (a.seen.figures.join() !== b.seen.figures.join()) say(b.file, 'other figures than in the other language', `${a.seen.figures} / ${b.seen.figures}`);
}

/* ---- all ---- */

validate(files);
const chromium = await playwright.chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const reports = [];
try {
  for (const file of files) {
    const { context, page } = await open(chromium, file, { viewport: { width: 1280, height: 900 } }, true);
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
    const seen = await page.evaluate(look);
    await page.reload({ waitUntil: 'load' });
    checkLook(file, seen);
    await checkKeyboard(file, page);
    await checkPrint(file, page);
    await context.close();
    await checkWidths(chromium, file);
    await checkWithoutScript(chromium, file, seen);
    await checkAccess(chromium, file);
    if (evidence) checkCited(file, seen);
    reports.push({ file, seen });
  }
  const names = evidence ? hostileNames() : new Map();
  if (evidence && !names.size) say(evidence, 'no hostile name was found to look for');
  for (const { file, seen } of reports) checkHostile(file, seen, names);
  for (const a of reports)
    for (const b of reports)
      if (a !== b && a.seen.report === b.seen.report && a.seen.lang !== b.seen.lang) compare(a, b);
} finally {
  await chromium.close();
}
const cited = reports.reduce((n, r) => n + r.seen.cited.length, 0);
console.log(`${files.length} reports and ${cited} cited lines looked at, ${wrong} complaints`);
process.exit(wrong ? 1 : 0);
