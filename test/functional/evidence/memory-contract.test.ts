import { createMemorySequence } from '../../../core/adapters/memory/evidence-sequence.ts';
import { createMemorySigner } from '../../../core/adapters/memory/evidence-signer.ts';
import { createMemoryTiles } from '../../../core/adapters/memory/evidence-tiles.ts';
import { leafSequenceContract } from '../../contract/evidence-sequence.suite.ts';
import { noteSignerContract } from '../../contract/evidence-signer.suite.ts';
import { tileStoreContract } from '../../contract/evidence-tiles.suite.ts';

leafSequenceContract(async () => createMemorySequence());
tileStoreContract(async () => createMemoryTiles());
noteSignerContract(async () => createMemorySigner('log.example.com/memory'));
