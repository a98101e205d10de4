import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  purposes,
  requiredPurposes,
  type Purpose,
} from '../../../core/domain/campaigns/campaign.ts';
import {
  consentLeafIdOf,
  endsConsent,
  newestWithdrawal,
  remainingPurposes,
  withdrawalLeafIdOf,
} from '../../../core/domain/campaigns/consent.ts';
import {
  consentDocument,
  withdrawalDocument,
} from '../../../core/domain/campaigns/consent-record.ts';
import { canonicalJson, type Json } from '../../../core/domain/evidence/leaf.ts';
import {
  sampleCampaign,
  sampleConsent,
  sampleNotice,
  sampleNow,
  sampleWithdrawal,
} from '../../support/samples.ts';

const operator = { name: 'Example Cameras', contact: 'https://example.com/privacy' };
const ids = { consentId: 'consent_01J', contributorId: 'contributor_01J' } as const;

const documentOf = (given: readonly Purpose[], language = 'en', regions: readonly string[] = []) =>
  consentDocument({
    record: { ...ids, purposes: given, language, givenAt: sampleNow },
    campaign: sampleCampaign({ campaignId: 'campaign_01J', regions }),
    notice: sampleNotice(),
    operator,
  });

const withdrawn = withdrawalDocument(
  {
    ...ids,
    campaignId: 'campaign_01J',
    epoch: 1,
    purposes: ['redacted-publication'],
    remaining: ['human-review', 'model-training'],
    withdrawnAt: sampleNow,
  },
  operator,
);

/** Every name of a member and every id in a document, however deep. */
const namesIn = (value: Json): readonly string[] => {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const own = Array.isArray(value) ? [] : [name];
    const types = name === '@type' || name === '@id' ? [member].flat().map(String) : [];
    return [...own, ...types, ...namesIn(member as Json)];
  });
};

describe('a consent record', () => {
  it('has every field that ISO/IEC TS 27560 asks for, by its DPV name', () => {
    expect(documentOf(['human-review', 'model-training'])).toMatchObject({
      '@type': 'dpv:ConsentRecord',
      'dct:identifier': 'consent_01J',
      'dct:conformsTo': { '@id': 'https://w3id.org/dpv/schema/dpv-27560#record' },
      'dpv:hasDataSubject': { 'dct:identifier': 'contributor_01J' },
      'dpv:hasDataController': {
        '@type': 'dpv:DataController',
        'dpv:hasName': 'Example Cameras',
        'dpv:hasContact': 'https://example.com/privacy',
      },
      'dpv:hasNotice': {
        '@type': 'dpv:ConsentNotice',
        'dct:language': 'en',
        'schema:version': '2026-11',
        'dct:description': { '@value': 'What we do with your clips.', '@language': 'en' },
      },
      'dpv:hasConsentControl': {
        '@type': 'dpv:WithdrawConsent',
        'dpv:isExercisedAt': 'POST /v1/consents/consent_01J/withdrawal',
      },
      'dpv:hasConsentStatus': {
        '@type': ['dpv:ConsentGiven', 'dpv:ExplicitlyExpressedConsent'],
        'dpv:isIndicatedAtTime': { '@type': 'xsd:dateTime', '@value': sampleNow },
        'dpv:isIndicatedBy': { '@id': 'clipledger:contributor_01J' },
      },
    });
  });

  it.each(purposes)(
    'says of %s what is done, with what, on what ground and how long',
    (purpose) => {
      const { 'dpv:hasProcess': processes } = documentOf([purpose]) as {
        'dpv:hasProcess': readonly Record<string, Json>[];
      };
      const necessity = requiredPurposes.includes(purpose) ? 'dpv:Required' : 'dpv:Optional';
      expect(processes).toEqual([
        expect.objectContaining({
          '@type': 'dpv:Process',
          'dpv:hasPurpose': expect.objectContaining({
            'dct:identifier': purpose,
            'skos:broader': expect.arrayContaining([{ '@id': expect.stringMatching(/^dpv:/) }]),
          }),
          'dpv:hasLegalBasis': { '@id': 'dpv:Consent' },
          'dpv:hasNecessity': { '@id': necessity },
          'dpv:hasRecipient': expect.anything(),
          'dpv:hasPersonalData': expect.arrayContaining([
            expect.objectContaining({ 'skos:broader': { '@id': 'pd:Picture' } }),
          ]),
          'dpv:hasProcessing': expect.arrayContaining([{ '@id': 'dpv:Erase' }]),
        }),
      ]);
      expect(canonicalJson(processes)).toContain('/v1/retention-schedule');
    },
  );

  it('holds both statements as they were read, and the age', () => {
    const text = canonicalJson(documentOf(['human-review', 'model-training'], 'fr'));
    expect(text).toContain('Les personnes visibles le savent.');
    expect(text).toContain('J’ai l’âge requis.');
    expect(text).toContain('"clipledger:minimumAgeYears":18');
    expect(text).not.toContain('I am of age.');
  });

  it('names the countries of the campaign once each, or says that it has none', () => {
    const at = (regions: readonly string[]) =>
      (documentOf(['human-review'], 'en', regions) as Record<string, Json>)['dpv:hasJurisdiction'];
    expect(at(['US-OR', 'CA', 'US-WA'])).toEqual([{ '@id': 'loc:CA' }, { '@id': 'loc:US' }]);
    expect(at([])).toMatchObject({ '@type': 'dpv:Location' });
  });

  it('is not there in a language that the notice is not in', () => {
    expect(() => documentOf(['human-review'], 'de')).toThrow(/not there in de, only in: en, fr/);
  });

  it('is the same whatever the order of the purposes', () => {
    const one = canonicalJson(documentOf(['model-training', 'human-review']));
    expect(canonicalJson(documentOf(['human-review', 'model-training']))).toBe(one);
  });

  it.each([
    ['given', documentOf([...purposes])],
    ['withdrawn', withdrawn],
  ])('%s, is JSON-LD: every name has a prefix that the context explains', (_words, document) => {
    const context = (document as Record<string, Json>)['@context'] as Record<string, string>;
    for (const iri of Object.values(context)) expect(iri).toMatch(/[/#:]$/);
    const { '@context': _context, ...rest } = document as Record<string, Json>;
    for (const name of namesIn(rest)) {
      const isExplained =
        name.startsWith('@') ||
        name.startsWith('https://') ||
        Object.keys(context).includes(name.split(':')[0] ?? '');
      expect([name, isExplained]).toEqual([name, true]);
    }
  });

  it('has one leaf for ever', () => {
    expect(consentLeafIdOf('consent_01J')).toBe('leaf_consent-given_01J');
  });
});

describe('a withdrawal', () => {
  it('says which purposes ended and which are left', () => {
    expect(withdrawn).toMatchObject({
      'dct:identifier': 'consent_01J',
      'dpv:hasProcess': [{ 'dpv:hasPurpose': { 'dct:identifier': 'redacted-publication' } }],
      'clipledger:remainingPurpose': ['human-review', 'model-training'],
      'dpv:hasConsentStatus': { '@type': 'dpv:ConsentWithdrawn' },
    });
  });

  it('has a leaf of its own', () => {
    expect(withdrawalLeafIdOf('leaf_01J')).toBe('leaf_consent-withdrawn_01J');
  });

  it('is the newest when it leaves the least, also within one millisecond', () => {
    const consent = sampleConsent({ purposes });
    const narrowing = sampleWithdrawal(consent, ['redacted-publication']);
    const ending = sampleWithdrawal({ ...consent, purposes: narrowing.remaining });
    expect(newestWithdrawal([narrowing, ending])).toBe(ending);
    expect(newestWithdrawal([ending, narrowing])).toBe(ending);
    expect(newestWithdrawal([narrowing])).toBe(narrowing);
    expect(newestWithdrawal([])).toBeUndefined();
  });

  it('ends the whole consent unless every required purpose is left', () => {
    const anyPurposes = fc.subarray([...purposes]);
    fc.assert(
      fc.property(anyPurposes, (taken) => {
        const left = remainingPurposes(purposes, taken);
        const isRequired = taken.some((purpose) => requiredPurposes.includes(purpose));
        expect(endsConsent({ remaining: left })).toBe(isRequired);
        expect(left).toEqual(
          isRequired ? [] : purposes.filter((purpose) => !taken.includes(purpose)),
        );
      }),
    );
  });
});
