import { proportionsDiffer, proportionsProbability } from './fisher-test';
import { rankDifference, rankScore } from './rank-test';
import { countsDiffer, countsProbability } from './rates-test';

describe('two counts', () => {
  // The sign test's table: Conover, Practical Nonparametric Statistics, table A3.
  it.each([
    [1, 9, 0.0215],
    [2, 10, 0.0386],
    [10, 20, 0.0987],
    [0, 5, 0.0625],
    [7, 7, 1],
  ])('%d and %d are so likely apart as published', (one, other, probability) => {
    expect(countsProbability(one, other)).toBeCloseTo(probability, 4);
    expect(countsProbability(other, one)).toBeCloseTo(probability, 4);
    expect(countsDiffer(one, other)).toBe(probability <= 0.05);
  });

  it('are compared in millions too', () => {
    expect(countsDiffer(1_000_000, 1_002_000)).toBe(false);
    expect(countsDiffer(1_000_000, 1_004_000)).toBe(true);
  });
});

describe('two proportions', () => {
  // Fisher's tea tasting and convictions of twins, as R's documentation of fisher.test has them.
  it.each([
    [3, 4, 1, 4, 0.4857],
    [2, 17, 10, 13, 0.0005367],
  ])('%d of %d and %d of %d are so likely apart as published', (hits, trials, otherHits, otherTrials, probability) => {
    const one = { hits, trials };
    const other = { hits: otherHits, trials: otherTrials };
    expect(proportionsProbability(one, other)).toBeCloseTo(probability, 4);
    expect(proportionsProbability(other, one)).toBeCloseTo(probability, 4);
  });

  it('do not differ without trials, or where all hit', () => {
    expect(proportionsDiffer({ hits: 3, trials: 5 }, { hits: 0, trials: 0 })).toBe(false);
    expect(proportionsDiffer({ hits: 0, trials: 50 }, { hits: 0, trials: 5 })).toBe(false);
    expect(proportionsDiffer({ hits: 50, trials: 50 }, { hits: 5, trials: 5 })).toBe(false);
  });

  it('are compared in millions too', () => {
    const of = (hits: number) => ({ hits, trials: 1_000_000 });
    expect(proportionsDiffer(of(72_000), of(72_600))).toBe(false);
    expect(proportionsDiffer(of(72_000), of(73_000))).toBe(true);
  });
});

describe('two samples by their ranks', () => {
  // Ozone in New York in May and August 1973, as R's documentation of wilcox.test compares them: W = 127.5, p = 0.0001208.
  const MAY = [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37];
  const AUGUST = [
    39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85,
  ];

  function ranked(values: readonly number[], others: readonly number[]) {
    const all = [...values, ...others];
    const rank = (value: number) =>
      all.filter((other) => other < value).length + (all.filter((other) => other === value).length + 1) / 2;
    const runs = [...new Set(all)].map((value) => all.filter((other) => other === value).length);
    return {
      n: values.length,
      rankSum: values.reduce((sum, value) => sum + rank(value), 0),
      otherN: others.length,
      ties: runs.reduce((sum, run) => sum + run ** 3 - run, 0),
    };
  }

  it('score as published', () => {
    const samples = ranked(MAY, AUGUST);
    expect(samples.rankSum - (26 * 27) / 2).toBe(127.5);
    // The normal quantile of half of 0.0001208.
    expect(rankScore(samples)).toBeCloseTo(-3.844, 2);
    expect(rankDifference(samples)).toBe(-1);
    expect(rankDifference(ranked(AUGUST, MAY))).toBe(1);
  });

  it('do not differ where nothing does', () => {
    expect(rankDifference(ranked([5, 5, 5, 5, 5], [5, 5, 5, 5, 5]))).toBe(0);
    expect(rankDifference(ranked([1], []))).toBe(0);
    expect(rankDifference(ranked(MAY, MAY))).toBe(0);
  });
});
