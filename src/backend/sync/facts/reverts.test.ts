import { revertOf } from './reverts';

const SHA = '0123456789abcdef0123456789abcdef01234567';

const revert = (texts: { title?: string; body?: string | null; headBranch?: string }) =>
  revertOf({ title: 'Change', body: null, headBranch: 'feature', repository: 'acme/shop', ...texts });

it.each([
  ['GitHub’s button', { title: 'Revert "Change"', body: 'Reverts acme/shop#12', headBranch: 'revert-12-feature' }],
  ['GitHub’s button, said in another case', { body: 'reverts Acme/Shop#12.' }],
  ['a number of the same repository', { body: 'This reverts #12, for it broke the tills.' }],
  ['the title alone', { title: 'Revert: #12' }],
  ['a line that begins with blanks', { body: 'It broke the tills.\n \t Reverts acme/shop#12' }],
  ['a number in a line of its own', { body: 'Reverts\n\nacme/shop#12' }],
  ['a line further down', { body: 'It broke the tills.\r\n\r\nReverts acme/shop#12' }],
  ['the first of several', { body: 'Reverts acme/shop#12 and reverts acme/shop#13' }],
])('knows by %s', (_, texts) => {
  expect(revert(texts)).toMatchObject({ revertsNumber: 12, revertsSha: null });
});

it.each([
  ['nothing', {}],
  ['a mention', { body: 'See acme/shop#12. Nothing to revert.' }],
  ['a question', { title: 'Should we revert #12?', body: 'If it breaks, revert #12.' }],
  ['a refusal', { body: 'Mends the tills, so that nobody reverts #12.' }],
  ['an order for later', { body: 'In case of trouble:\nrevert #12' }],
  ['a quotation', { body: '> Reverts #12\n\nNot needed any more.' }],
  ['another repository', { body: 'Reverts acme/search#12' }],
  ['part of a word', { body: 'Irreverts #12' }],
  ['a number that no pull request has', { body: 'Reverts #99999999999' }],
  ['a branch that is called like one', { headBranch: 'revert-feature-12' }],
  ['a short commit', { body: 'This reverts commit 0123456.' }],
])('takes %s for no revert', (_, texts) => {
  expect(revert(texts)).toEqual({ revertsNumber: null, revertsSha: null, branchRevertsNumber: null });
});

it.each([SHA, SHA.toUpperCase(), SHA.padEnd(64, '0')])('knows by the commit %s', (sha) => {
  expect(revert({ body: `Revert "Change"\n\nThis reverts commit ${sha}.` })).toEqual({
    revertsNumber: null,
    revertsSha: sha.toLowerCase(),
    branchRevertsNumber: null,
  });
});

it('takes a branch for a hint alone', () => {
  expect(revert({ title: 'Stop 500 errors', headBranch: 'revert-500-errors' })).toEqual({
    revertsNumber: null,
    revertsSha: null,
    branchRevertsNumber: 500,
  });
});
