// Compares fanout's hashes with those of Node's crypto and npm's bcrypt, in both
// directions. usage: node hashes.mjs FANOUT FOLDER, where FOLDER has bcrypt in
// its node_modules.
import { execFileSync } from 'node:child_process';
import { pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [fanout, folder] = process.argv.slice(2).map((p) => path.resolve(p));
const bcrypt = createRequire(path.join(folder, 'x.js'))('bcrypt');
process.chdir(folder);

const words = Array.from({ length: 40 }, (_, i) => `pässword ${i} ${'x'.repeat(i)} $'"`);
writeFileSync('words.txt', words.map((w) => w + '\n').join(''));
writeFileSync('wrong.txt', words.map((w) => w + '!\n').join(''));
const run = (...args) => execFileSync(fanout, ['hash', ...args, '--input', 'lines', '-q']).toString().trimEnd().split('\n');
const fail = (text) => { console.error('FAULT', text); process.exitCode = 1; };

run('words.txt', '--algo', 'bcrypt', '--cost', '4', '--format', 'mcf')
  .forEach((hash, i) => bcrypt.compareSync(words[i], hash) || fail(`bcrypt ${hash}`));
for (const [digest, algo] of [['sha512', 'pbkdf2-sha512'], ['sha256', 'pbkdf2-sha256']]) {
  run('words.txt', '--algo', algo, '--iterations', '1000').map(JSON.parse).forEach((e, i) => {
    const key = pbkdf2Sync(words[i], Buffer.from(e.salt, 'hex'), e.iterations, e.key_bytes, digest).toString('hex');
    if (key !== e.hash) fail(`${algo} line ${e.line}`);
  });
}
run('words.txt', '--algo', 'scrypt', '--scrypt-n', '1024').map(JSON.parse).forEach((e, i) => {
  const key = scryptSync(words[i], Buffer.from(e.salt, 'hex'), e.key_bytes, { N: e.n, r: e.r, p: e.p }).toString('hex');
  if (key !== e.hash) fail(`scrypt line ${e.line}`);
});

const phc = (bytes) => bytes.toString('base64').replace(/=+$/, '');
const makers = [
  (w) => bcrypt.hashSync(w, 4),
  (w, salt) => `$pbkdf2-sha512$i=1000,l=64$${phc(salt)}$${phc(pbkdf2Sync(w, salt, 1000, 64, 'sha512'))}`,
  (w, salt) => `$scrypt$ln=10,r=8,p=1$${phc(salt)}$${phc(scryptSync(w, salt, 32, { N: 1024, r: 8, p: 1 }))}`,
];
writeFileSync('node.txt', words.map((w, i) => makers[i % makers.length](w, randomBytes(16)) + '\n').join(''));
run('words.txt', '--verify', 'node.txt');
try {
  run('wrong.txt', '--verify', 'node.txt', '--report', 'report.jsonl');
  fail('wrong passwords match');
} catch (error) {
  if (error.status !== 6) throw error;
  const matches = readFileSync('report.jsonl', 'utf8').split('\n').filter((line) => line.includes('"done"'));
  if (matches.length) fail(`wrong passwords match: ${matches}`);
}
console.log(process.exitCode ? 'faults' : '0 faults');
