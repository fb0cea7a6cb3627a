"""Common first names of many languages: enough to tell which column holds first names."""

from __future__ import annotations

from typing import Final

__all__ = ["GIVEN_NAMES"]

_TEXT = """
    james john robert michael william david richard joseph thomas charles christopher daniel
    matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george timothy
    jason edward jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott
    benjamin samuel frank alexander patrick jack dennis jerry tyler aaron jose adam nathan henry
    mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty
    sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie
    rebecca laura helen sharon cynthia kathleen amy angela anna emma olivia sophia grace chloe
    lily mia lucy ella hannah amelia jasmine lachlan liam noah oliver ethan joel cooper harry
    hans peter wolfgang klaus juergen jurgen dieter manfred uwe stefan andreas michael martin
    bernd frank ralf joerg jorg sabine petra monika ursula renate helga karin brigitte ingrid
    claudia gabriele heike katrin julia lena lea felix lukas jonas leon maximilian paul jan emil
    jean pierre michel philippe alain patrick nicolas christophe francois laurent marie nathalie
    isabelle sylvie catherine martine christine valerie camille lea manon chloe louis hugo jules
    antonio jose manuel francisco juan javier carlos miguel pedro luis alejandro pablo diego maria
    carmen ana isabel dolores pilar teresa lucia paula marta elena cristina rosa laura
    giuseppe giovanni antonio mario luigi francesco angelo vincenzo pietro marco luca andrea
    matteo alessandro giulia francesca chiara sara martina valentina alessia anna paola
    joao paulo pedro tiago rui ana maria joana ines mariana beatriz leonor
    jan andrzej piotr krzysztof stanislaw tomasz pawel marcin michal anna maria katarzyna malgorzata
    agnieszka barbara ewa krystyna magdalena joanna zofia
    lars anders johan erik nils per karl olof magnus bjorn sven ole knut kari ingrid astrid anna
    eva birgitta kristina karin marie lena
    pieter willem hendrik johannes cornelis jan kees daan sem anna johanna maria sanne lotte
    mehmet mustafa ahmet ali hasan huseyin ibrahim fatma ayse emine hatice zeynep elif yusuf omer
    mohamed mohammed muhammad ahmed ali omar fatima aisha khadija yasmin karim samir nadia leila
    ivan dmitri sergei alexei andrei nikolai vladimir olga natalia elena irina tatiana svetlana
    petr pavel jiri josef jana eva hana marie lucie tomas jakub
    wei ming li jing yan hiroshi yuki kenji sakura akira raj amit priya anita sunil rahul
"""

GIVEN_NAMES: Final = frozenset(_TEXT.split())
