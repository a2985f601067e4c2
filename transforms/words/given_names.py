"""Given names that tell a gender: common ones of many countries, written from general knowledge.

Names borne by men and women alike (Kim, Jean, Andrea, Nikita) are left out.
"""

from __future__ import annotations

from transforms.words.lists import word_set

MALE = word_set(
    "aamir aaron abbas abdi abdul abdullah abdullahi abebe abraham adam adebayo adil adrian ahmad ahmed ahmet ajay "
    "akira alan albert alejandro aleksandr aleksei aleksey alexander alexei alfonso alfred algirdas ali alistair "
    "allan allen alvaro amadou amir amit anand anatoly anders andre andreas andrei andres andrew andrey andris andriy "
    "andrzej anil anselm anthony antoine anton antonio antony anwar ari arjun arnav arnold arthur artur arturo arvind "
    "ashok ashwin austin aziz babatunde barack barry bartholomew bashar basil ben benjamin bernard bernie bilal bill "
    "billy bjorn björn bjørn bob bobby bogdan boris boubacar brad bradley bram brendan brett brian bruce bruno bryan "
    "calvin carl carlos casimir cedric cesar chad charles charlie chinedu christian christopher chuck chukwuemeka "
    "claude clement clifford clive clyde colin conor constantin cornelius cosmo craig cyril cyrus dale damian dan "
    "daniel danilo danny darius darren dave david dean deepak dennis derek desmond dick diego dieter dimitri dinesh "
    "dirk dmitri dmitriy dmitry dmytro dominic don donald doug douglas duarte duncan dwayne dylan eamon ed eddie "
    "edgar edmund eduardo edward edwin efraim egon egor einar eli elias elijah emeka emilio emmanuel emmet enrique "
    "eoin eric erik ernest ernesto ernst erwan esteban ethan eugene evan ewan fabio faisal farhan farid felipe felix "
    "ferdinand fergus fernando finn fintan florian francesco francis francisco francois frank franklin franz françois "
    "fred frederic frederick friedrich gabor gaetano ganesh gareth gary gavin geoff geoffrey george georges gerald "
    "gerard gerhard giles giorgio giovanni giuseppe glenn godfrey gopal gordon graham greg gregory guillaume gunnar "
    "gustav gustavo guy géza günter hamid hamza hans harald harold harry harsh haruto hassan hector heinrich helmut "
    "henri henrik henry herbert herman hiroki hiroshi horatio horst howard hugh hugo hussein håkon iain ian ibrahim "
    "ignacio igor ilya imran imre ingmar isaac ismael ismail ivan ivo jack jacob jacques jake jakob jamal james jan "
    "jared jarek jaroslav jason javed javier jay jeff jeffrey jens jeremy jerome jerry jesse jim jimmy joachim joao "
    "joe joel johan johann john johnny jon jonas jonathan jordi jorge jorgen jose joseph josh joshua josé juan juhani "
    "jukka julian julio julius juri justin jørgen jürgen kabir kalle kamal kamran karim karl karsten kaspar keith ken "
    "kenji kenneth kevin khaled khalid klaus kofi konrad konstantin krishna krzysztof kunle kurt kwame kyle lance "
    "larry lars laszlo laurent lawrence lech leif lennart leo leon leonard leonid lewis liam lionel lloyd lorcan "
    "lorenzo louis luca lucas luigi luis luka lukas lukasz luke lászló maciej mads magnus mahmoud malcolm manfred "
    "manoj manuel marc marcel marcelo marco marcos marcus marek mario mark markku markus martin martti marvin mateusz "
    "matt matteo matthew matthias matti maurice max maxim maxime mehdi mehmet michael michel miguel mihai mike "
    "mikhail mikko milan milos mitch mitt mogens mohamed mohammad mohammed mohan morgan muhammad mukesh musa mustafa "
    "narendra nathan naveen neil nelson nicholas nick nicolas nicolás niels nigel nikolai nikos nils nnamdi noah "
    "norman obinna oduya oisin olaf olav oleg oleksandr oliver olivier oluwaseun omar ondrej osama oscar oskar osman "
    "otto pablo padraig paolo pascal patrick patrik paul paulo pavel pedro pekka percy pervez peter petr petro petros "
    "phil philip philippe pierre piet pieter piotr pradeep pranav quentin rachid rafael rahul raj rajesh rakesh ralph "
    "ramon randy rashad rashid raul ravi ray raymond recep reginald reinhard rex ricardo richard rick rob robert "
    "roberto rodrigo roger rohan rohit roland rolf roman ron ronald ross roy ruben rudolf rudy rune rupert "
    "russell ryan salman sam samir samuel sanjay sanjeev santiago satoshi scott seamus sean sebastian sebastián "
    "sefton selim serge sergei sergey sergio seth shaun shinzo siddharth silvio simon sipho stan stanley stefan "
    "stefano steinar stellan stephan stephen steve steven stewart stuart sunil suresh sven takeshi tapio "
    "tariku tariq taro ted terry thabo themba theo theodor theodore thierry thomas thorsten tiago tim timothy tobias "
    "todd tom tomas tomasz tommy tomás tony torsten toshiro travis trevor tyler ulf umar umberto vaclav valentin "
    "vasily veikko vicente victor vidar vijay vikram viktor vilmos vinay vincent vincenzo vitaly vladimir vladislav "
    "volodymyr vusi václav wahid waleed walter warren wayne wei werner wilhelm will william winston wojciech wolfgang "
    "xavier yakubu yasser yiannis yohannes yousef yuri yusuf yves zachary zbigniew zoltan zoran"
)
FEMALE = word_set(
    "abigail adaeze adelaide adele adriana agata agathe agnes agnieszka agnieta aino aisha akosua alejandra alexandra "
    "alice alicia alina alison allison alma althea alyona alyssa amaka amal amanda amara amber amelia amelie amina "
    "amy ana ananya anastasia andrea-maria angela angelika angelina anika anita anja anjali ann anna anne annegret "
    "anneli annelise annette annie annika anthea antje antoinette antonia anya aoife april ariadne asha asma astri "
    "astrid audrey augusta aurora ayesha ayse azadeh barbara beata beatrice beatriz bella benazir bernadette beth "
    "bettina betty beverly bhavna bianca birgit birgitta bonnie brenda bridget bridie brigid brigitte britta brittany "
    "brynhild busisiwe camila camilla carla carly carmen carol carole carolina caroline carolyn catherine cecilia "
    "cecily celeste celine charlotte cheryl chiamaka chiara chidinma chinwe chloe christina christine ciara cindy "
    "claire clara clare clarissa claudia colleen connie constance constanza cordelia corinne cristina cynthia dagmar "
    "daniela danielle daphne dascha deborah debra deepa delia delphina delphine denise desiree diana diane dina divya "
    "dolores donna dora doris dorota dorothea dorothy ebba edda edith edna effie eileen eithne elaine eleanor elena "
    "elif elisa elisabeth elise eliza elizabeth elke ella ellen ellinor elsa emilia emily emine emma emmeline "
    "enid erica erika erin erna ernestine esperanza estelle esther ethel eugenia eunice eva eve evelyn fadumo farah "
    "farida fatima fatma fatoumata felicity fenella fiona flora florence folake frances francesca francoise françoise "
    "frederica freya frida friederike funmilayo gabriela gabriella gail geeta gemma genevieve georgia geraldine gerda "
    "gertrude ghada gina giorgia giovanna gisele giulia gladys gloria grace grainne greet greta gretchen gráinne "
    "gudrid gudrun gunilla gwen gwendolyn hadija halima hana hannah hanne harriet hatice heather hedda hedwig heidi "
    "helen helena helene helga helle helmi henrietta henriette hermione hilary hilda hillary hiroko holly "
    "huma ida ilona ilse imelda imogen indira ines inga ingeborg ingrid ioana iona irena irene irina iris isabel "
    "isabella isabelle isolde ivana iveta jacinda jackie jacqueline jadwiga jana jane janet janice jasmine jeanette "
    "jeanne jelena jenna jennifer jenny jessica jill joan joanna joanne johanna josefina josephine joyce judith judy "
    "julia juliana julie juliet june jutta jyoti kamala karen karin karina karolina katarina katarzyna kate katharina "
    "katherine kathleen kathryn kathy katie katrin katrina kavita kayla keiko kelly keziah khadija kirsi kirsten "
    "kirsty kristen kristin kristina laila lakshmi lara lata latifa laura lauren laurie leah leena leila lena leonie "
    "leonora leslie leticia lidia lieselotte liisa lila lillian lily linda lindsay linnea lisa liv livia liz lois "
    "lorraine lotte louise lucia lucie lucinda lucy ludmila ludmilla luisa luz lydia lynn maddie madeleine madhuri "
    "magdalena maggie maha mairead maja malala malgorzata malia malin manal marcia margaret margarita margot "
    "marguerite maria mariam mariana marianne marie marija marina marion marisa marit marita marjatta marlene marta "
    "martha martina mary maryam mathilde matilda maude maureen mavis meena meera megan meghan melania melanie melinda "
    "melissa mercedes meryl mette mia michelle mila milena millicent mina minna miranda miriam mirjam mirna moira "
    "molly mona monica monika monique muriel nadezhda nadia nadine nahid nana-ama nancy naomi natalia natalie natasha "
    "nathalie neema neha nell ngozi niamh nicola nicole nina nisha nkechi nora noura nuala odette odile oksana "
    "olena olga olive olivia oprah orla ottilie pamela parvati patricia patty paula pauline penelope penny pernille "
    "petra petronella philippa phoebe phyllis polly pooja priya priyanka prudence rachael rachel rahel rajni ramona "
    "rania raquel rebecca regina rekha renata renee reyhan rhiannon rhona rima rita ritu roberta roisin ronja rosa "
    "rosalie rosalind rosamund rose rosemary rowena roxana rukhsana ruth sabine sabrina sadia safiya sally samantha "
    "sandra saoirse sara sarah saroj saskia savannah seema selma shabnam shannon shanti sharon sheela sheila shelley "
    "sheryl shirley sibyl signe sigrid silje silvia simone sinead sinéad siobhan sissel smita sofia solvei solveig "
    "sonia sonya sophia sophie sorcha stacey stella stephanie sue sunita sunniva susan susana susanna susanne sushma "
    "suzanne svetlana swati sybil sylvia tamara tania tanja tanya tara tarja tatiana tatjana tatyana teresa tess "
    "thandiwe thea thelma theresa therese tiffany tina tove tracy trudy tuula ulla ulrike uma ursula usha ute "
    "vaishali valborg valentina valeria valerie vanessa vera veronica vesna victoria vigdis viktoria violet virginia "
    "vivian viviana wanjiru wendy whitney wilhelmina wilma winifred winnie xiomara yasmin yasmine yelena yetunde "
    "yewande yoko yolanda yrsa yulia yvette yvonne zahra zainab zanele zara zdenka zeinab zeynep zoe zofia zsuzsa "
    "zuzana"
)
GENDER_OF_NAME = {**dict.fromkeys(MALE - FEMALE, "m"), **dict.fromkeys(FEMALE - MALE, "f")}


def gender_of_name(name: str) -> str | None:
    """Read the gender off a full name's given name.

    >>> gender_of_name("Maria Lunn"), gender_of_name("Lunn")
    ('f', None)
    """
    words = name.lower().split()
    return GENDER_OF_NAME.get(words[0]) if len(words) > 1 else None
