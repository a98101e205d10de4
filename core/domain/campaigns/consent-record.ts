import type { Json } from '../evidence/leaf.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Instant } from '../vocabulary/time.ts';
import {
  purposes as allPurposes,
  requiredPurposes,
  type Campaign,
  type ConsentNotice,
  type NoticeText,
  type Purpose,
} from './campaign.ts';
import type { ConsentRecord, ConsentWithdrawal } from './consent.ts';

/** Who answers for the processing. */
export interface Operator {
  readonly name: string;
  /** An address of mail or of a page. */
  readonly contact: string;
}

/**
 * Consent records in the terms of ISO/IEC TS 27560:2023, as JSON-LD in the W3C Data Privacy
 * Vocabulary. The structure (header, processes, parties, events) and every term follow the
 * vocabulary's own guide to that specification; `clipledger:` names what it has no word for.
 * https://w3id.org/dpv/guides/consent-27560
 *
 * Only opaque ids stand in it. Nobody's name does but the operator's.
 */
const context = {
  dpv: 'https://w3id.org/dpv#',
  pd: 'https://w3id.org/dpv/pd#',
  loc: 'https://w3id.org/dpv/loc#',
  dct: 'http://purl.org/dc/terms/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  schema: 'https://schema.org/',
  clipledger: 'urn:clipledger:',
} as const;

/** `schema_version` of the specification: the profile that the guide defines for records. */
const profile = 'https://w3id.org/dpv/schema/dpv-27560#record';

const operatorIri = 'clipledger:operator';

const iri = (id: string): Json => ({ '@id': id });
const idIri = (id: string): string => `clipledger:${id}`;
const time = (at: Instant): Json => ({ '@type': 'xsd:dateTime', '@value': at });
const words = (text: string, language: string): Json => ({
  '@value': text,
  '@language': language,
});

/** What is done for a purpose, in the vocabulary's terms. */
interface PurposeTerms {
  readonly title: string;
  /** The purposes of the vocabulary that it is a kind of. */
  readonly broader: readonly string[];
  readonly data: readonly string[];
  readonly processing: readonly string[];
  readonly recipients: Json;
}

const clipData = ['pd:Picture', 'pd:Region'];

const termsOfPurpose: Readonly<Record<Purpose, PurposeTerms>> = {
  'human-review': {
    title: 'A person looks at the clip and decides whether it is taken',
    broader: ['dpv:Verification', 'dpv:MisusePreventionAndDetection'],
    data: clipData,
    processing: ['dpv:Collect', 'dpv:Store', 'dpv:Analyse', 'dpv:Assess', 'dpv:Erase'],
    recipients: iri(operatorIri),
  },
  'model-training': {
    title: 'Detection models are trained on the clip',
    broader: ['dpv:ResearchAndDevelopment', 'dpv:ImproveExistingProductsAndServices'],
    data: clipData,
    processing: ['dpv:Store', 'dpv:Transform', 'dpv:Analyse', 'dpv:Use', 'dpv:Erase'],
    recipients: iri(operatorIri),
  },
  'redacted-publication': {
    title: 'Copies of the clip in which people are made unrecognizable are published',
    broader: ['dpv:PublicRelations'],
    data: ['pd:Picture'],
    processing: ['dpv:Store', 'dpv:Alter', 'dpv:Disseminate', 'dpv:Erase'],
    recipients: {
      '@type': 'dpv:Recipient',
      'dct:description': 'The public, of redacted copies only',
    },
  },
};

/** What is recorded of a consent when it is given. */
export interface ConsentGiven {
  readonly record: Pick<
    ConsentRecord,
    'consentId' | 'contributorId' | 'language' | 'purposes' | 'givenAt'
  >;
  readonly campaign: Campaign;
  /** The notice that was shown. It has the record's language. */
  readonly notice: ConsentNotice;
  readonly operator: Operator;
}

/** The record of a consent given. Throws `language-missing` if the notice lacks its language. */
export const consentDocument = ({ record, campaign, notice, operator }: ConsentGiven): Json => {
  const { consentId, contributorId, givenAt, language } = record;
  const text = textOf(notice, language);
  return {
    ...header(record, operator),
    'dct:created': time(givenAt),
    'dpv:hasNotice': noticeOf(campaign, notice, text),
    'dpv:hasProcess': inOrder(record.purposes).map(processOf),
    'dpv:hasJurisdiction': jurisdictionOf(campaign),
    'dpv:hasConsentControl': {
      '@type': 'dpv:WithdrawConsent',
      'dpv:isExercisedAt': `POST /v1/consents/${consentId}/withdrawal`,
    },
    'dpv:hasRight': {
      '@type': 'dpv:DataSubjectRight',
      'dct:title': 'To withdraw consent at any time, for one purpose or for all',
      'dpv:isExercisedAt': `POST /v1/consents/${consentId}/withdrawal`,
    },
    'clipledger:statement': [
      {
        '@type': 'clipledger:BystanderStatement',
        'dct:description': words(text.bystanderStatement, language),
      },
      {
        '@type': 'clipledger:AgeStatement',
        'dct:description': words(text.ageStatement, language),
        'clipledger:minimumAgeYears': notice.minimumAgeYears,
      },
    ],
    'dpv:hasConsentStatus': {
      '@type': ['dpv:ConsentGiven', 'dpv:ExplicitlyExpressedConsent'],
      'dpv:isIndicatedAtTime': time(givenAt),
      'dpv:isIndicatedBy': iri(idIri(contributorId)),
      'dpv:hasIndicationMethod':
        'Signed in, the notice before them, they chose each purpose and made both statements',
      'dpv:hasDuration': {
        '@type': 'dpv:UntilEventDuration',
        'rdf:value': 'Withdrawal of the consent, or a new version of the notice',
      },
    },
  };
};

/** The record of a withdrawal: which purposes of which consent ended, and which are left. */
export const withdrawalDocument = (
  withdrawal: Omit<ConsentWithdrawal, 'sealed'>,
  operator: Operator,
): Json => {
  const { contributorId, withdrawnAt, purposes, remaining } = withdrawal;
  return {
    ...header(withdrawal, operator),
    'dct:modified': time(withdrawnAt),
    'dpv:hasProcess': inOrder(purposes).map((purpose) => ({
      '@type': 'dpv:Process',
      'dpv:hasPurpose': purposeOf(purpose),
    })),
    'clipledger:remainingPurpose': inOrder(remaining),
    'dpv:hasConsentStatus': {
      '@type': 'dpv:ConsentWithdrawn',
      'dpv:isIndicatedAtTime': time(withdrawnAt),
      'dpv:isIndicatedBy': iri(idIri(contributorId)),
      'dpv:hasIndicationMethod': 'Signed in, they withdrew it in one call',
      'dpv:hasDuration': {
        '@type': 'dpv:UntilEventDuration',
        'rdf:value': 'Consent given again',
      },
    },
  };
};

/** The notice in a language. Throws the refusal `language-missing`, with those that there are. */
export const textOf = (notice: ConsentNotice, language: string): NoticeText => {
  const text = notice.texts.find((candidate) => candidate.language === language);
  if (text === undefined) {
    const there = notice.texts.map((each) => each.language).join(', ');
    throw new Refusal(
      'language-missing',
      `Notice ${notice.version} is not there in ${language}, only in: ${there}. ` +
        'Show one of these and ask again.',
    );
  }
  return text;
};

/** What every record begins with: its own identity, whose it is, and who answers for it. */
const header = (
  { consentId, contributorId }: Pick<ConsentRecord, 'consentId' | 'contributorId'>,
  { name, contact }: Operator,
): Readonly<Record<string, Json>> => ({
  '@context': context,
  '@id': idIri(consentId),
  '@type': 'dpv:ConsentRecord',
  'dct:identifier': consentId,
  'dct:conformsTo': iri(profile),
  'dpv:hasDataSubject': {
    '@id': idIri(contributorId),
    '@type': 'dpv:DataSubject',
    'dct:identifier': contributorId,
  },
  'dpv:hasDataController': {
    '@id': operatorIri,
    '@type': 'dpv:DataController',
    'dpv:hasIdentifier': operatorIri,
    'dpv:hasName': name,
    'dpv:hasContact': contact,
  },
});

const noticeOf = (
  { campaignId, title }: Campaign,
  { version }: ConsentNotice,
  { language, text }: NoticeText,
): Json => ({
  '@id': `clipledger:${campaignId}/notices/${version}`,
  '@type': 'dpv:ConsentNotice',
  'dct:title': title,
  'dct:isPartOf': iri(idIri(campaignId)),
  'dct:language': language,
  'dct:description': words(text, language),
  'schema:version': version,
  'schema:url': `/v1/campaigns/${campaignId}/notices/${version}`,
});

/** Purposes in the order of the vocabulary, each once: one record, whatever the order of asking. */
const inOrder = (purposes: readonly Purpose[]): readonly Purpose[] =>
  allPurposes.filter((purpose) => purposes.includes(purpose));

const purposeOf = (purpose: Purpose): Json => ({
  '@type': 'dpv:Purpose',
  'dct:identifier': purpose,
  'dct:title': termsOfPurpose[purpose].title,
  'skos:broader': termsOfPurpose[purpose].broader.map(iri),
});

const dataWords: Readonly<Record<string, string>> = {
  'pd:Picture': 'The clip: its pictures, and its sound if it has any',
  'pd:Region': 'The region and the hour of capture, as declared, never more exact',
};

const processOf = (purpose: Purpose): Json => ({
  '@type': 'dpv:Process',
  'dpv:hasPurpose': purposeOf(purpose),
  'dpv:hasLegalBasis': iri('dpv:Consent'),
  'dpv:hasNecessity': iri(requiredPurposes.includes(purpose) ? 'dpv:Required' : 'dpv:Optional'),
  'dpv:hasDataController': iri(operatorIri),
  'dpv:hasRecipient': termsOfPurpose[purpose].recipients,
  'dpv:hasPersonalData': termsOfPurpose[purpose].data.map((category) => ({
    '@type': 'dpv:PersonalData',
    'skos:broader': iri(category),
    'dct:description': dataWords[category] ?? category,
  })),
  'dpv:hasDataSource': iri('dpv:DataSubjectDataSource'),
  'dpv:hasProcessing': termsOfPurpose[purpose].processing.map(iri),
  'dpv:hasStorageCondition': [
    { '@type': 'dpv:StorageLocation', 'dpv:hasLocation': iri('dpv:CloudLocation') },
    {
      '@type': ['dpv:StorageDuration', 'dpv:StorageDeletion'],
      'dpv:hasDuration': {
        '@type': 'dpv:UntilEventDuration',
        'rdf:value':
          'End of the period in the public retention schedule (GET /v1/retention-schedule), or ' +
          'withdrawal, whichever comes first',
      },
    },
  ],
});

/** The countries that clips may come from; anywhere, where the campaign names none. */
const jurisdictionOf = ({ regions }: Campaign): Json =>
  regions.length === 0
    ? { '@type': 'dpv:Location', 'dct:description': 'Wherever the camera stands' }
    : [...new Set(regions.map((region) => region.slice(0, 2)))]
        .sort()
        .map((country) => iri(`loc:${country}`));
