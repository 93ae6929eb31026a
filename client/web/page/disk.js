"use strict";

// A disk in the browser: the part of Node's fs that Go's os asks for, kept in IndexedDB, so that what journals and
// saves do with files needs no second way. Names and sizes are in memory, the bytes of files are read when asked for.
//
//	names    key: path          {ino, dir, size, mtime}
//	blocks   key: [ino, n]      bytes [n * BLOCK, ...) of a file; the last one is as short as its file
//
// What is written is in memory until fsync or close; fsync answers when the browser has it. One that refuses (private
// mode, no room, an older page) costs what is kept from then on and nothing else: everything goes on in memory, and
// onTrouble is told why, once: "refused", "full", "elsewhere" (another tab has the disk) or "insecure".
//
// Only one worker at a time has the disk, by a Web Lock, which ends with it.
globalThis.MusterDisk = (() => {
  const BLOCK = 32 << 10;
  const PATIENCE = 2000; // ms that a worker that is ending may still hold the disk
  const DIR = 0o040700, FILE = 0o100600;

  const fail = (code) => Object.assign(new Error(code), { code });
  const known = (e) => typeof e.code === "string" ? e : fail("EIO"); // a DOMException's code is a number
  const parent = (path) => path.slice(0, path.lastIndexOf("/")) || "/";
  // tidy is a path without what leads nowhere: //, /. and a slash at the end. There are no links: .. is one name less.
  const tidy = (path) => {
    const names = [];
    for (const name of path.split("/")) {
      if (name === "..") names.pop();
      else if (name !== "" && name !== ".") names.push(name);
    }
    return "/" + names.join("/");
  };

  class Disk {
    constructor(onTrouble) {
      this.onTrouble = onTrouble;
      this.db = null; // null: in memory alone
      this.names = new Map([["/", this.inode(true)]]);
      this.open = new Map(); // fd -> {node, pos, writes}
      this.nextFd = 10;
      this.text = ""; // of stdout and stderr, up to a line's end
    }

    // mount reads the names. It never fails: without a database all is in memory.
    async mount(name) {
      try {
        if (!navigator.locks) throw fail("insecure");
        await hold(name);
        this.db = await database(name);
        await this.readNames();
      } catch (e) {
        this.db = null;
        this.trouble(["insecure", "elsewhere"].includes(e.code) ? e.code : "refused", e);
      }
    }

    trouble(why, error) {
      console.warn("muster: nothing more is kept:", why, String(error));
      this.onTrouble(why);
    }

    inode(dir) {
      const ino = crypto.getRandomValues(new Uint32Array(2));
      return {
        ino: (ino[0] & 0x1fffff) * 0x100000000 + ino[1], dir, size: 0, mtime: Date.now(),
        blocks: [], // in memory: bytes by number
        dirty: new Set(), touched: false, // what the database lacks
        written: Promise.resolve(), // settles when it has all before that
        path: null, users: 0,
      };
    }

    async readNames() {
      const store = this.db.transaction("names").objectStore("names");
      const [keys, values] = await Promise.all([asked(store.getAllKeys()), asked(store.getAll())]);
      keys.forEach((path, i) => {
        const node = Object.assign(this.inode(values[i].dir), values[i]);
        node.path = path;
        this.names.set(path, node);
      });
    }

    // write does something to the database, or nothing where there is none. It fails no caller: when the browser
    // takes no more, all goes on in memory. Transactions over the same stores end in their order.
    async write(change) {
      if (!this.db) return;
      try {
        const t = this.db.transaction(["names", "blocks"], "readwrite");
        change(t.objectStore("names"), t.objectStore("blocks"));
        await finished(t);
      } catch (e) {
        if (!this.db) return; // told already
        this.lost = this.db; // what is in it can still be read
        this.db = null;
        this.trouble(e.name === "QuotaExceededError" ? "full" : "refused", e);
      }
    }

    keepName(node) {
      if (node.path === null) return Promise.resolve();
      const { ino, dir, size, mtime } = node;
      return this.write((names) => names.put({ ino, dir, size, mtime }, node.path));
    }

    // flush writes what of a file is in memory alone.
    flush(node) {
      if (node.path === null || node.dirty.size === 0 && !node.touched) return node.written;
      const { ino, dir, size, mtime, dirty } = node;
      node.dirty = new Set();
      node.touched = false;
      return node.written = this.write((names, blocks) => {
        for (const n of dirty) {
          if (n * BLOCK < size) blocks.put(node.blocks[n].slice(0, Math.min(BLOCK, size - n * BLOCK)), [ino, n]);
        }
        names.put({ ino, dir, size, mtime }, node.path);
      });
    }

    // forget drops the bytes of a file that nobody has open and the database has whole.
    async forget(node) {
      await this.flush(node);
      if (this.db && !node.users && !node.dirty.size) node.blocks = [];
    }

    // load reads a block that is not in memory.
    async load(node, n) {
      const db = this.db || this.lost;
      const b = new Uint8Array(BLOCK);
      const kept = db && await asked(db.transaction("blocks").objectStore("blocks").get([node.ino, n]));
      if (kept) b.set(kept);
      return node.blocks[n] ||= b;
    }

    find(path) {
      const node = this.names.get(tidy(path));
      if (!node) throw fail("ENOENT");
      return node;
    }

    add(path, dir) {
      path = tidy(path);
      const up = this.names.get(parent(path));
      if (!up) throw fail("ENOENT");
      if (!up.dir) throw fail("ENOTDIR");
      const node = this.inode(dir);
      node.path = path;
      this.names.set(path, node);
      up.mtime = node.mtime;
      this.keepName(node);
      return node;
    }

    // remove takes a name away, and the bytes of its file with it.
    remove(node) {
      const { path, ino } = node;
      this.names.delete(path);
      node.path = null;
      this.write((names, blocks) => {
        names.delete(path);
        if (!node.dir) blocks.delete(IDBKeyRange.bound([ino], [ino, []]));
      });
    }

    children(path) {
      const under = path === "/" ? "/" : path + "/";
      return [...this.names.keys()].filter((p) => p !== "/" && p.startsWith(under))
        .map((p) => p.slice(under.length)).filter((name) => !name.includes("/")).sort();
    }

    file(fd) {
      const f = this.open.get(fd);
      if (!f) throw fail("EBADF");
      return f;
    }

    async resize(node, size) {
      if (size < node.size && size % BLOCK) { // what is behind the end reads as zeros when it grows again
        const n = Math.floor(size / BLOCK);
        (node.blocks[n] || await this.load(node, n)).fill(0, size % BLOCK);
        node.dirty.add(n);
      }
      if (size < node.size) {
        const first = Math.ceil(size / BLOCK);
        node.blocks.length = Math.min(node.blocks.length, first);
        node.dirty = new Set([...node.dirty].filter((n) => n < first));
        await this.write((_, blocks) => blocks.delete(IDBKeyRange.bound([node.ino, first], [node.ino, []])));
      }
      node.size = size;
      node.mtime = Date.now();
      node.touched = true;
    }

    say(bytes) {
      this.text += new TextDecoder().decode(bytes);
      const end = this.text.lastIndexOf("\n");
      if (end < 0) return;
      console.log(this.text.slice(0, end));
      this.text = this.text.slice(end + 1);
    }
  }

  const asked = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

  const finished = (t) => new Promise((done, failed) => {
    t.oncomplete = done;
    t.onabort = () => failed(t.error || fail("aborted"));
  });

  // hold waits for the disk to be ours until this worker ends.
  const hold = (name) => new Promise((done, failed) => {
    const late = AbortSignal.timeout(PATIENCE);
    navigator.locks.request(name, { signal: late }, () => {
      done();
      return new Promise(() => {});
    }).catch(() => failed(fail("elsewhere")));
  });

  const database = (name) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("names");
      request.result.createObjectStore("blocks");
    };
    return asked(request);
  };

  const stat = (node) => ({
    dev: 1, ino: node.ino, mode: node.dir ? DIR : FILE, nlink: 1, uid: 0, gid: 0, rdev: 0, size: node.size,
    blksize: BLOCK, blocks: Math.ceil(node.size / 512), atimeMs: node.mtime, mtimeMs: node.mtime,
    ctimeMs: node.mtime, isDirectory: () => node.dir,
  });

  // calls are Node's, without their callbacks: what they return, or throw by a code, becomes the callback's.
  const calls = {
    open(disk, path, flags, mode) {
      let node = disk.names.get(tidy(path));
      if (node && flags & O.O_CREAT && flags & O.O_EXCL) throw fail("EEXIST");
      const writes = (flags & (O.O_WRONLY | O.O_RDWR)) !== 0;
      if (!node && !(flags & O.O_CREAT)) throw fail("ENOENT");
      if (node && node.dir && writes) throw fail("EISDIR");
      if (node && !node.dir && flags & O.O_DIRECTORY) throw fail("ENOTDIR");
      node ||= disk.add(path, false);
      const fd = disk.nextFd++;
      disk.open.set(fd, { node, pos: 0, writes, appends: (flags & O.O_APPEND) !== 0 });
      node.users++;
      return flags & O.O_TRUNC && node.size ? disk.resize(node, 0).then(() => fd) : fd;
    },
    close(disk, fd) {
      const f = disk.file(fd);
      disk.open.delete(fd);
      f.node.users--;
      disk.forget(f.node); // nobody waits for it: whoever does syncs
    },
    stat: (disk, path) => stat(disk.find(path)),
    lstat: (disk, path) => stat(disk.find(path)),
    fstat: (disk, fd) => stat(disk.file(fd).node),
    fsync: (disk, fd) => disk.flush(disk.file(fd).node),
    ftruncate: (disk, fd, size) => disk.resize(disk.file(fd).node, size),
    truncate: (disk, path, size) => disk.resize(disk.find(path), size),
    async read(disk, fd, to, offset, length, position) {
      const f = disk.file(fd), at = position ?? f.pos;
      if (f.node.dir) throw fail("EISDIR");
      const many = Math.max(0, Math.min(length, f.node.size - at));
      for (let done = 0; done < many;) {
        const n = Math.floor((at + done) / BLOCK), from = (at + done) % BLOCK;
        const b = f.node.blocks[n] || await disk.load(f.node, n);
        const part = b.subarray(from, Math.min(BLOCK, from + many - done));
        to.set(part, offset + done);
        done += part.length;
      }
      if (position === null) f.pos = at + many;
      return many;
    },
    async write(disk, fd, from, offset, length, position) {
      const f = disk.file(fd), node = f.node, at = f.appends ? node.size : position ?? f.pos;
      for (let done = 0; done < length;) {
        const n = Math.floor((at + done) / BLOCK), to = (at + done) % BLOCK;
        const part = from.subarray(offset + done, offset + Math.min(length, done + BLOCK - to));
        // a block that is written whole, or lies behind the file's end, need not be read
        const b = node.blocks[n] || (n * BLOCK >= node.size || part.length === BLOCK
          ? node.blocks[n] = new Uint8Array(BLOCK) : await disk.load(node, n));
        b.set(part, to);
        node.dirty.add(n);
        done += part.length;
      }
      node.size = Math.max(node.size, at + length);
      node.mtime = Date.now();
      if (position === null) f.pos = at + length;
      return length;
    },
    mkdir(disk, path) {
      if (disk.names.has(tidy(path))) throw fail("EEXIST");
      disk.add(path, true);
    },
    readdir(disk, path) {
      const node = disk.find(path);
      if (!node.dir) throw fail("ENOTDIR");
      return disk.children(tidy(path));
    },
    rename(disk, from, to) {
      const node = disk.find(from), old = disk.names.get(tidy(to));
      if (node === old) return;
      if (node.dir || old && old.dir) throw fail("EISDIR"); // nobody renames directories
      if (!disk.names.has(parent(tidy(to)))) throw fail("ENOENT");
      if (old) disk.remove(old);
      const was = node.path;
      disk.names.delete(was);
      node.path = tidy(to);
      disk.names.set(node.path, node);
      const { ino, dir, size, mtime } = node;
      disk.write((names) => {
        names.delete(was);
        names.put({ ino, dir, size, mtime }, node.path);
      });
    },
    unlink(disk, path) {
      const node = disk.find(path);
      if (node.dir) throw fail("EISDIR");
      if (node.users) throw fail("EBUSY"); // as on Windows: a journal's lock is a file that is open
      disk.remove(node);
    },
    rmdir(disk, path) {
      const node = disk.find(path);
      if (!node.dir) throw fail("ENOTDIR");
      if (disk.children(tidy(path)).length) throw fail("ENOTEMPTY");
      disk.remove(node);
    },
    utimes(disk, path, _, mtime) {
      const node = disk.find(path);
      node.mtime = mtime * 1000;
      disk.keepName(node);
    },
    // there is one user
    chmod() {}, fchmod() {}, chown() {}, fchown() {}, lchown() {},
    link() { throw fail("ENOSYS"); },
    symlink() { throw fail("ENOSYS"); },
    readlink() { throw fail("EINVAL"); },
  };

  const O = {
    O_WRONLY: 1, O_RDWR: 2, O_CREAT: 0o100, O_EXCL: 0o200, O_TRUNC: 0o1000, O_APPEND: 0o2000, O_DIRECTORY: 0o200000,
  };

  // fs is Node's fs on a disk.
  function fs(disk) {
    const all = { constants: O, writeSync(_, bytes) { disk.say(bytes); return bytes.length; } };
    for (const [name, call] of Object.entries(calls)) {
      all[name] = (...args) => {
        const callback = args.pop();
        try {
          if (name === "write" && args[0] <= 2) {
            disk.say(args[1]);
            callback(null, args[3]);
            return;
          }
          const got = call(disk, ...args);
          if (got instanceof Promise) got.then((v) => callback(null, v), (e) => callback(known(e)));
          else callback(null, got);
        } catch (e) {
          callback(known(e));
        }
      };
    }
    return all;
  }

  return {
    // mount has Go's os work on a disk, whatever the browser says to that.
    async mount(name, onTrouble) {
      const disk = new Disk(onTrouble);
      await disk.mount(name);
      globalThis.fs = fs(disk);
      return disk;
    },
  };
})();
