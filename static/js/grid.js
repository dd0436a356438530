// The indicator grid: what a person does with its rows, by key, click and paste, as in Excel. Each is one step to undo.

import { quoted } from "./quoted.js";
import { GridRows } from "./grid-rows.js";
import { clipboardCells, readBlock } from "./paste.js";


export class Grid extends GridRows {
  insert(row, value = {}) {
    const fresh = this.newRow({ category: row ? this.part(row, "category").value : "", ...value });
    if (row) row.after(fresh);
    else this.body.append(fresh);
    return fresh;
  }

  addBelow(row, value) {
    let fresh;
    this.step(() => { fresh = this.insert(row, value); });
    this.focus(fresh, "name");
    return fresh;
  }

  // A row of this category: at the end of its group, else after the last row of the same 一级指标.
  addTo(id, value = {}) {
    const wanted = this.categories.find((category) => category.id === String(id));
    const rows = this.rows;
    const blank = rows.find((row) => this.isBlank(row) && (!wanted || this.part(row, "category").value === wanted.id));
    if (blank) {
      this.step(() => this.write(blank, value));
      this.focus(blank, "name");
      return;
    }
    const last = (same) => rows.filter((row) => same(this.category(row))).pop();
    const after = wanted && (last((c) => c.id === wanted.id) || last((c) => c.tier1 === wanted.tier1));
    this.addBelow(after || rows[rows.length - 1], { ...value, category: wanted ? wanted.id : "" });
  }

  remove(row) {
    const rows = this.rows;
    const next = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
    const name = this.part(row, "name").value;
    this.step(() => {
      row.remove();
      if (!next) this.body.append(this.newRow({}));
    });
    this.focus(next || this.rows[0], "name");
    this.say(`已删除${name ? quoted(name) : "一行"}`, { undo: true });
  }

  // At the edge of its group a row joins the neighbouring group instead of splitting it.
  move(row, by) {
    const field = this.fieldOf(document.activeElement);
    const rows = this.rows;
    const other = rows[rows.indexOf(row) + by];
    if (!other) return;
    this.step(() => {
      if (this.part(row, "category").value !== this.part(other, "category").value) {
        this.write(row, { category: this.part(other, "category").value, category_text: this.part(other, "category_text").value });
        this.say(`已移到${quoted(this.category(row).tier2)}`);
      } else if (by > 0) other.after(row);
      else other.before(row);
    });
    this.focus(row, field);
  }

  runs(key) {
    const runs = [];
    this.rows.forEach((row) => {
      const name = key(this.category(row));
      const last = runs[runs.length - 1];
      if (last && last.name === name) last.rows.push(row);
      else runs.push({ name, rows: [row] });
    });
    return runs;
  }

  moveGroup(row, by) {
    const field = this.fieldOf(document.activeElement);
    const tier1 = this.category(row).tier1;
    const neighbour = (key, inside) => {
      const runs = this.runs(key);
      const at = runs.findIndex((run) => run.rows.includes(row));
      const other = runs[at + by];
      return other && (!inside || this.category(other.rows[0]).tier1 === tier1) ? [runs[at], other] : null;
    };
    const pair = neighbour((c) => `${c.tier1}›${c.tier2}`, true) || neighbour((c) => c.tier1, false);
    if (!pair) return;
    this.step(() => {
      const [mine, other] = pair;
      if (by > 0) other.rows[other.rows.length - 1].after(...mine.rows);
      else other.rows[0].before(...mine.rows);
    });
    this.focus(row, field || "name");
  }

  copyTargets(rows) {
    const wanted = rows.filter((row) => {
      const period = this.part(row, "period_target").value;
      return period && period !== this.part(row, "annual_target").value;
    });
    const covered = wanted.filter((row) => this.part(row, "annual_target").value).length;
    if (!wanted.length) { this.say("年度指标值与周期值已经相同"); return; }
    this.step(() => wanted.forEach((row) => this.write(row, { annual_target: this.part(row, "period_target").value })));
    this.say(`已把 ${wanted.length} 行的周期值填入年度指标值${covered ? `，其中 ${covered} 行原有内容已改` : ""}`, { undo: true });
  }

  setNotApplicable(row, on) {
    this.step(() => {
      this.write(row, { not_applicable: on });
      if (!on) return;
      if (!this.part(row, "name").value) this.write(row, { name: this.category(row).tier2 });
      for (const side of ["period_target", "annual_target"]) {
        if (!this.part(row, side).value) this.write(row, { [side]: "不适用" });
      }
    });
    if (on) this.part(row, "note").focus();
  }

  chooseCategory(row, id) {
    const category = this.categories.find((one) => one.id === id);
    this.step(() => {
      this.write(row, { category: id, category_text: "" });
      row.classList.remove("choosing");
      const same = this.rows.filter((other) => other !== row && this.part(other, "category").value === id);
      if (same.length && category) same[same.length - 1].after(row);
    });
    this.focus(row, "name");
  }

  paste(row, field, clipboard) {
    const cells = clipboardCells(clipboard);
    if (!cells) return false;
    const block = readBlock(cells, { categories: this.categories, field });
    if (!block.rows.length) { this.say(block.report.join("；")); return true; }
    const after = this.rowsAfter(row, block);
    if (after > this.most) {
      this.say(`没有粘贴：一张表最多 ${this.most} 行，粘贴这 ${block.rows.length} 行以后会有 ${after} 行。请只复制这个项目的行`);
      return true;
    }
    const before = this.rows.filter((other) => !this.isBlank(other));
    this.step(() => {
      if (block.hasCategory) this.insertBlock(row, block);
      else this.overwriteBlock(row, block);
    });
    const choice = block.hasCategory && before.length ? this.replacing(before, block) : null;
    this.say(block.report.join("；"), { undo: true, choice });
    return true;
  }

  // How many rows there would be. A whole sheet of projects is copied by mistake now and then.
  rowsAfter(row, block) {
    const filled = this.rows.filter((other) => !this.isBlank(other)).length;
    if (block.hasCategory) return filled + block.rows.length;
    return Math.max(this.rows.length, this.rows.indexOf(row) + block.rows.length);
  }

  // A whole table pasted over another may be meant to take its place: asked, never assumed.
  replacing(before, block) {
    block.report.push(`已插入，原有的 ${before.length} 行没有动`);
    return {
      label: `改为替换原有的 ${before.length} 行`,
      action: () => {
        const old = before.map((row) => row.dataset.uid);
        this.step(() => this.rows.filter((row) => old.includes(row.dataset.uid)).forEach((row) => row.remove()));
        this.focus(this.rows[0], "name");
        this.say(`已用粘贴的 ${block.rows.length} 行替换原有的 ${before.length} 行`, { undo: true });
      },
    };
  }

  insertBlock(row, block) {
    let after = row;
    const blanks = this.rows.filter((other) => this.isBlank(other));
    const first = block.rows.map((value) => {
      after = this.insert(after, value);
      return after;
    })[0];
    // Spare rows have served their purpose; stored ones are never dropped unasked.
    blanks.filter((other) => !this.idOf(other)).forEach((other) => other.remove());
    this.tidy();
    this.focus(first, "name");
  }

  overwriteBlock(row, block) {
    let target = row;
    let covered = 0;
    block.rows.forEach((value, index) => {
      if (index) {
        const rows = this.rows;
        target = rows[rows.indexOf(target) + 1] || this.insert(target);
      }
      covered += block.fields.filter((name) => {
        const old = this.part(target, name).value;
        return old && old !== value[name];
      }).length;
      this.write(target, value);
    });
    if (covered) block.report.push(`覆盖了 ${covered} 格原有内容`);
  }
}
