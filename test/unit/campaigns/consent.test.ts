import { describe, expect, it } from '@jest/globals';
import { consentDocument, consentLeafIdOf } from '../../../core/domain/campaigns/consent.ts';
import { canonicalJson } from '../../../core/domain/evidence/leaf.ts';
import { sampleCampaign, sampleNow } from '../../support/samples.ts';

const documentOf = (purposes: readonly ('human-review' | 'model-training')[]) =>
  consentDocument({
    consentId: 'consent_01J',
    contributorId: 'contributor_01J',
    campaign: sampleCampaign({ campaignId: 'campaign_01J' }),
    purposes,
    givenAt: sampleNow,
  });

describe('a consent receipt', () => {
  it('says who agreed to what, when, and to which text', () => {
    expect(documentOf(['model-training', 'human-review'])).toMatchObject({
      'dct:identifier': 'consent_01J',
      hasDataSubject: 'contributor_01J',
      hasContext: 'campaign_01J',
      hasPurpose: ['human-review', 'model-training'],
      hasConsentStatus: 'ConsentGiven',
      isIndicatedAtTime: sampleNow,
      hasConsentNotice: { version: '2026-11', text: 'What we do with your clips.' },
    });
  });

  it('is the same whatever the order of the purposes', () => {
    const one = canonicalJson(documentOf(['model-training', 'human-review']));
    expect(canonicalJson(documentOf(['human-review', 'model-training']))).toBe(one);
  });

  it('has one leaf for ever', () => {
    expect(consentLeafIdOf('consent_01J')).toBe('leaf_consent-given_01J');
  });
});
