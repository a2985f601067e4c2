"""Words for people: given names that tell a gender, nouns for persons and for organisations.

The names are common ones of many countries, written from general knowledge; those borne by men and women alike (Kim,
Jean, Andrea, Nikita) are left out.
"""

from __future__ import annotations

from transforms.quotes.cues import word_set

ORGANISATION_NOUNS = word_set(
    "guard coastguard brigade company firm ministry agency department government administration court party group "
    "organization organisation bank police council committee commission board university union team club "
    "federation league association military army navy campaign network newspaper magazine paper channel "
    "broadcaster outlet institute hospital airline carrier manufacturer retailer parliament senate congress house "
    "office bureau authority regulator watchdog charity foundation coalition alliance embassy palace church "
    "school city country state report study poll survey website statement"
)
# Nouns for persons that the suffixes below do not show (Levin's and WordNet's noun.person).
PERSON_NOUNS = word_set(
    "man woman boy girl official veteran billionaire millionaire teenager chief president premier chancellor king "
    "queen prince princess pope bishop priest imam rabbi mayor senator congressman congresswoman governor "
    "secretary candidate nominee incumbent hopeful mogul tycoon star coach striker captain colonel general "
    "commander lawyer attorney judge executive boss head chairman chairwoman chair diplomat ambassador envoy "
    "politician democrat republican socialist conservative liberal native graduate mother father widow student "
    "nurse physician surgeon expert analyst pundit host anchor champion host guest victim suspect defendant "
    "prosecutor spokesman spokeswoman spokesperson chef artist"
)
PERSON_SUFFIXES = ("er", "or", "ist", "man", "woman", "ian", "year-old", "eer", "crat", "ant", "ee")


NOT_PERSONS = word_set(
    "letter paper number order matter member newspaper poster banner error mirror center centre committee "
    "guarantee computer offer answer chapter other newsletter filter twitter plant grant want"
)
MALE = word_set(
    "aaron abdul abdullah abraham adam adrian ahmad ahmed alan albert alejandro aleksandr aleksei alexander "
    "alexei alfonso alfred ali alistair allan allen alvaro amir anatoly anders andre andreas andrei andres andrew "
    "andrey andriy andrzej anil anthony antoine anton antonio antony ari arjun arnold arthur artur arturo ashok "
    "austin barack barry bashar ben benjamin bernard bernie bill billy bob bobby boris brad bradley brendan brett "
    "brian bruce bruno bryan calvin carl carlos cesar chad charles charlie christian christopher chuck claude "
    "clive colin conor craig cyril dale damian dan daniel danny darren dave david dean dennis derek deepak dick "
    "diego dieter dirk dmitri dmitry dmytro dominic don donald doug douglas duncan dwayne dylan ed eddie edgar "
    "eduardo edward edwin egor eli elias elijah emilio emmanuel enrique eric erik ernest ernesto ethan eugene "
    "evan fabio farid felipe felix ferdinand fernando florian francesco francis francisco francois françois frank "
    "franklin franz fred frederic frederick friedrich gareth gary gavin geoff geoffrey george georges gerald "
    "gerard gerhard giorgio giovanni giuseppe glenn gordon graham greg gregory guillaume günter gustavo guy hamid "
    "hamza hans harald harold harry hassan heinrich helmut henri henrik henry herbert herman hiroshi howard hugh "
    "hugo hussein iain ian ibrahim ignacio igor ilya imran isaac ismail ivan jack jacob jacques jake jakob jamal "
    "james jan jared jason javier jay jeff jeffrey jens jeremy jerome jerry jesse jim jimmy joachim joao joe joel "
    "johan johann john johnny jon jonas jonathan jordi jorge jose joseph josh joshua josé juan julian julio "
    "julius jürgen justin kamal karim karl keith ken kenji kenneth kevin khalid khaled klaus konrad konstantin "
    "kurt kwame kyle lance lars larry laurent lawrence lech leo leon leonard leonid lewis liam lloyd lorenzo "
    "louis luca lucas luigi luis lukas luke magnus mahmoud malcolm manuel marc marcel marcelo marco marcos marcus "
    "mario mark markus martin marvin mateusz matt matteo matthew matthias maurice max maxim maxime mehmet mehdi "
    "michael michel miguel mihai mike mikhail milan mitch mitt mohamed mohammad mohammed morgan muhammad mustafa "
    "narendra nathan neil nelson nicholas nick nicolas nicolás niels nigel nikolai noah norman oleg oleksandr "
    "oliver olivier omar oscar oskar osama otto pablo paolo pascal patrick paul paulo pavel pedro pervez peter "
    "petr petro phil philip philippe pierre piotr rachid rafael raj rajesh ralph ramon randy rashid raul ravi ray "
    "raymond recep reinhard rex ricardo richard rick rob robert roberto rodrigo roger roland roman ron ronald "
    "ross roy ruben rudy rudolf rupert russell ryan salman sam samir samuel sanjay santiago scott sean sebastian "
    "sergei sergey sergio serge seth shaun shinzo silvio simon stan stanley stefan stephan stephen steve steven "
    "stewart stuart sunil sven tariq taro ted terry theodore thierry thomas tim timothy tobias todd tom tomas "
    "tomasz tommy tony travis trevor tyler umar umberto valentin vicente victor vijay viktor vincent vincenzo "
    "vitaly vladimir volodymyr walter warren wayne werner wilhelm will william winston wolfgang xavier yasser "
    "yousef yuri yusuf yves zachary zoltan gustav leif olaf olav ingmar rolf bjørn håkon torsten ulf"
)
FEMALE = word_set(
    "abigail adele adriana agata agnes agnieszka aisha alejandra alexandra alice alicia alina alison allison "
    "alyona alyssa amal amanda amber amelia amina amy ana anastasia angela angelina anika anita anjali ann anna "
    "anne annegret annette annie antonia anya april astrid audrey ayesha barbara beata beatrice beatriz bella "
    "benazir bernadette beth betty beverly bianca birgit bonnie brenda bridget brigitte brittany camila camilla "
    "carla carly carmen carol carole carolina caroline carolyn catherine cecilia celine charlotte cheryl chiara "
    "chloe christina christine cindy claire clara clare claudia colleen connie constance cristina cynthia daniela "
    "danielle dascha deborah debra delphine denise diana diane dina donna dora doris dorothy ebba edith eileen "
    "elaine eleanor elena elisa elisabeth elise eliza elizabeth ella ellen elsa emilia emily emma erica erika "
    "erin esperanza esther eva eve evelyn fatima fatma felicity fiona florence frances francesca francoise "
    "françoise frida gabriela gabriella gail gemma genevieve georgia geraldine gertrude giorgia giulia gisele "
    "gladys gloria grace greta gretchen gudrun hana hannah harriet heather heidi helen helena helene helga hilary "
    "hilda hillary holly huma ida imelda inga ingrid irena irene irina iris isabel isabella isabelle ivana "
    "jacinda jackie jacqueline jane janet janice jasmine jeanette jeanne jenna jennifer jenny jessica jill joan "
    "joanna joanne johanna josephine joyce judith judy julia juliana julie juliet june karen karin karina kate "
    "katarina katarzyna kate katharina katherine kathleen kathryn kathy katie katrin katrina kayla kelly keiko "
    "kirsten kristen kristin kristina lara laura lauren laurie leah leila lena leslie lidia lillian lily linda "
    "lindsay lisa liz lois lorraine louise lucia lucie lucy ludmila luisa lydia lynn maddie madeleine magdalena "
    "maggie maha malala malgorzata malia manal marcia margaret margarita margot marguerite maria mariam mariana "
    "marianne marie marina marion marisa marlene marta martha martina mary maryam maureen megan meghan melanie "
    "melania melinda melissa mercedes meryl mia michelle mila milena mina miranda miriam moira molly mona monica "
    "monika monique nadia nadine nancy naomi natalia natalie natasha nathalie nicola nicole nina nora noura olga "
    "olena olivia oprah oksana pamela patricia patty paula pauline penelope penny petra phyllis polly priya "
    "priyanka rachel ramona rania raquel rebecca regina renata renee rita roberta rosa rose rosemary roxana ruth "
    "sabine sabrina sally samantha sandra sara sarah saskia savannah selma shannon sharon sheila shelley sheryl "
    "shirley sigrid silvia simone sofia solveig sonia sonya sophia sophie stacey stella stephanie sue susan "
    "susana susanna susanne suzanne svetlana sylvia tamara tania tanya tara tatiana tatyana teresa tess theresa "
    "therese tiffany tina tracy trudy ursula valentina valeria valerie vanessa vera veronica victoria viktoria "
    "violet virginia viviana vivian wendy whitney wilma winnie xiomara yasmin yelena yolanda yoko yulia yvette "
    "yvonne zainab zara zeinab zoe zuzana"
)
GENDER_OF_NAME = {**dict.fromkeys(MALE - FEMALE, "m"), **dict.fromkeys(FEMALE - MALE, "f")}


def gender_of_name(name: str) -> str | None:
    """Read the gender off a full name's given name.

    >>> gender_of_name("Maria Lunn"), gender_of_name("Lunn")
    ('f', None)
    """
    words = name.lower().split()
    return GENDER_OF_NAME.get(words[0]) if len(words) > 1 else None


def is_person_noun(noun: str) -> bool:
    """Whether a common noun names a person by its list or suffix.

    >>> is_person_noun("actor"), is_person_noun("bill")
    (True, False)
    """
    return noun in PERSON_NOUNS or (noun.endswith(PERSON_SUFFIXES) and noun not in NOT_PERSONS)
